/*! hls.js (https://github.com/video-dev/hls.js), Apache-2.0 */
// Plays a stream in a `<video>`: what the app needs of hls.js, fetched when the first stream is opened
// (src/platform/video/hls.rs). When something is to be done about trouble is decided there.
import Hls from "hls.js/light";

/**
 * Plays `url` in `video`: a recording from so many seconds on, what is on the air (`from` is null) close to its end.
 * `tell` hears the kind of trouble that hls.js gave up over. Nothing when it cannot play.
 */
export function attach(video, url, from, tell) {
  if (!Hls.isSupported()) return null;
  const live = from === null;
  const hls = new Hls({
    // A worker would come from a blob, which the page's policy does not allow.
    enableWorker: false,
    // Where the playlist has parts, they are played as they come.
    lowLatencyMode: true,
    startPosition: live ? -1 : from,
    liveSyncDurationCount: 3,
    liveMaxLatencyDurationCount: 10,
    // Who has fallen behind catches up without a jump.
    maxLiveSyncPlaybackRate: 1.08,
    // A phone keeps little of what was seen, and no more pixels than it shows.
    backBufferLength: live ? 10 : 30,
    maxBufferLength: live ? 15 : 30,
    capLevelToPlayerSize: true,
    // From the start as good as a mobile line carries, in bits a second.
    abrEwmaDefaultEstimate: 1_000_000,
  });
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => fatal && tell(type));
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    /** The moment that is seen, in milliseconds since 1970; null when the stream does not say. */
    date: () => hls.playingDate?.getTime() ?? null,
    /** Fetches again, and goes to where the live edge should be. */
    edge() {
      hls.startLoad();
      const edge = live && hls.liveSyncPosition;
      if (Number.isFinite(edge)) video.currentTime = edge;
    },
    mend: () => hls.recoverMediaError(),
    destroy: () => hls.destroy(),
  };
}
