use super::*;

/// A picture, and a clock that a test moves.
struct Show {
    model: Model,
    look: Look,
    muted: bool,
}

impl Show {
    fn opened(live: bool) -> Self {
        let look = Look { mono: 0.0, position: 0.0, paused: false, seen: true };
        let mut model = Model::default();
        model.open(live, 0.0);
        Self { model, look, muted: true }
    }

    /// One that has played for two seconds.
    fn playing(live: bool) -> Self {
        let mut this = Self::opened(live);
        this.plays(2);
        assert_eq!(this.state(), State::Muted);
        this
    }

    fn plays(&mut self, seconds: u32) {
        for _ in 0..seconds {
            self.look.position += 1.0;
            assert_eq!(self.second(), Act::Rest);
        }
    }

    fn second(&mut self) -> Act {
        self.look.mono += 1_000.0;
        self.model.look(&self.look, 0.5)
    }

    /// What is done within so many seconds in which nothing moves, with the second each is done at.
    fn stands(&mut self, seconds: u32) -> Vec<(u32, Act)> {
        let acts = (1..=seconds).map(|second| (second, self.second()));
        acts.filter(|(_, act)| *act != Act::Rest).collect()
    }

    fn state(&self) -> State {
        self.model.state(self.muted)
    }
}

#[test]
fn it_loads_then_moves_without_sound_and_with_it() {
    let mut show = Show::opened(true);
    assert_eq!(show.state(), State::Loading);
    show.stands(5);
    assert_eq!(show.state(), State::Loading);
    show.plays(1);
    assert_eq!(show.state(), State::Muted);
    show.muted = false;
    assert_eq!(show.state(), State::Playing);
}

#[test]
fn what_stands_still_goes_to_the_edge_is_opened_anew_and_then_it_is_said() {
    let mut show = Show::playing(true);
    assert_eq!(show.stands(2), []);
    assert_eq!(show.state(), State::Muted);
    assert_eq!(show.stands(1), [(1, Act::Edge)]);
    assert_eq!(show.state(), State::Stalled);
    assert_eq!(show.stands(6), [(6, Act::Open)]);
    assert_eq!(show.state(), State::Stalled);
    assert_eq!(show.stands(6), [(6, Act::Open)]);
    assert_eq!(show.state(), State::NoPicture);
    show.plays(2);
    assert_eq!(show.state(), State::Muted);
}

#[test]
fn it_is_tried_for_ever_and_ever_less_often() {
    let mut show = Show::playing(true);
    show.stands(15);
    let tries: Vec<u32> = show.stands(600).into_iter().map(|(second, _)| second).collect();
    let pauses: Vec<u32> = tries.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(pauses.is_sorted() && pauses.iter().all(|pause| *pause <= 66), "{pauses:?}");
    assert!(tries.len() > 8, "{tries:?}");
    // A picture that flickers does not begin all over.
    show.plays(2);
    show.stands(3 + 6);
    show.stands(6);
    let next = show.stands(600)[0].0;
    assert!(next > 40, "{next}");
    // One that stays does.
    show.plays(15);
    show.stands(3 + 6 + 6);
    assert!(show.stands(30)[0].0 <= 12);
}

#[test]
fn what_never_came_is_opened_anew_and_what_is_not_there_is_said_at_once() {
    let mut show = Show::opened(true);
    assert_eq!(show.stands(10), [(10, Act::Open)]);
    assert_eq!(show.state(), State::Loading);
    assert_eq!(show.stands(6), [(6, Act::Open)]);
    assert_eq!(show.state(), State::NoPicture);

    let mut show = Show::opened(true);
    assert_eq!(show.model.failed(Trouble::Line, 0.0, 0.5), Act::Rest);
    assert_eq!(show.state(), State::NoPicture);
    assert_eq!(show.stands(2), [(2, Act::Open)]);
    assert_eq!(show.model.failed(Trouble::Line, show.look.mono, 1.0), Act::Rest);
    assert_eq!(show.stands(4), [(4, Act::Open)]);
    assert_eq!(show.model.failed(Trouble::Line, show.look.mono, 1.0), Act::Rest);
    assert_eq!(show.stands(8), [(8, Act::Open)]);
}

#[test]
fn a_line_that_breaks_while_it_plays_stalls_first() {
    let mut show = Show::playing(true);
    show.model.failed(Trouble::Line, show.look.mono, 1.0);
    assert_eq!(show.state(), State::Stalled);
    assert_eq!(show.stands(2), [(2, Act::Open)]);
    assert_eq!(show.state(), State::Stalled);
    show.model.failed(Trouble::Line, show.look.mono, 1.0);
    assert_eq!(show.state(), State::NoPicture);
}

#[test]
fn a_decoder_is_mended_once_and_then_the_stream_is_opened_anew() {
    let mut show = Show::playing(true);
    assert_eq!(show.model.failed(Trouble::Media, show.look.mono, 0.0), Act::Mend);
    show.plays(3);
    assert_eq!(show.model.failed(Trouble::Media, show.look.mono, 0.0), Act::Rest);
    assert_eq!(show.stands(1), [(1, Act::Open)]);
    show.plays(20);
    assert_eq!(show.model.failed(Trouble::Media, show.look.mono, 0.0), Act::Mend);
}

#[test]
fn a_recording_ends_and_a_live_stream_that_ends_is_tried_again() {
    let mut show = Show::playing(false);
    assert_eq!(show.model.failed(Trouble::Ended, show.look.mono, 0.0), Act::Rest);
    assert_eq!(show.state(), State::Poster);
    assert_eq!(show.stands(100), []);
    assert_eq!(show.model.ask(show.look.mono), Act::Play);

    let mut show = Show::playing(true);
    show.model.failed(Trouble::Ended, show.look.mono, 1.0);
    assert_eq!(show.stands(2), [(2, Act::Open)]);
}

#[test]
fn a_viewers_pause_stays_and_a_tap_leads_to_the_edge() {
    let mut show = Show::playing(true);
    show.look.paused = true;
    show.model.paused(&show.look);
    assert_eq!((show.state(), show.stands(100)), (State::Poster, vec![]));
    assert_eq!(show.model.wake(&show.look), Act::Rest);
    assert_eq!(show.model.ask(show.look.mono), Act::Edge);
    show.look.paused = false;
    show.plays(1);
    assert_eq!(show.state(), State::Muted);
    // With sound it goes on where it is.
    assert_eq!(show.model.ask(show.look.mono), Act::Play);
}

#[test]
fn a_pause_by_a_button_stays_also_when_the_page_is_hidden_at_once() {
    let mut show = Show::playing(true);
    show.model.stop();
    show.look.paused = true;
    show.model.paused(&show.look);
    show.model.hide(&show.look);
    assert_eq!((show.model.wake(&show.look), show.state()), (Act::Rest, State::Poster));
}

#[test]
fn a_pause_that_is_over_when_it_is_told_was_the_browsers() {
    let mut show = Show::playing(true);
    show.model.paused(&show.look);
    assert_eq!((show.state(), show.model.wanted()), (State::Muted, true));
}

#[test]
fn a_phones_pause_is_not_the_viewers() {
    let mut show = Show::playing(true);
    show.look.paused = true;
    show.model.paused(&show.look);
    show.look.seen = false;
    show.look.mono += 200.0;
    show.model.hide(&show.look);
    assert_eq!(show.stands(60), [], "nobody sees it");
    show.look.seen = true;
    assert_eq!(show.model.wake(&show.look), Act::Edge);
    assert_eq!(show.state(), State::Muted);
}

#[test]
fn who_was_away_for_a_moment_or_heard_it_go_on_stays_where_it_is() {
    for (live, moved, act) in
        [(true, 0.0, Act::Edge), (true, 30.0, Act::Play), (false, 0.0, Act::Play)]
    {
        let mut show = Show::playing(live);
        show.look.seen = false;
        show.model.hide(&show.look);
        show.look.mono += 30_000.0;
        show.look.position += moved;
        show.look.seen = true;
        assert_eq!(show.model.wake(&show.look), act, "live {live}, moved {moved}");
    }
}

#[test]
fn a_line_that_is_back_and_a_tap_do_not_wait_for_the_next_try() {
    for by_tap in [false, true] {
        let mut show = Show::playing(true);
        show.stands(200);
        assert_eq!(show.state(), State::NoPicture);
        let act = if by_tap { show.model.ask(show.look.mono) } else { show.model.wake(&show.look) };
        assert_eq!(act, Act::Open);
    }
}

#[test]
fn a_browser_that_wants_a_tap_gets_no_tries() {
    let mut show = Show::opened(true);
    show.model.refused();
    assert_eq!((show.state(), show.stands(100)), (State::Poster, vec![]));
    assert_eq!(show.model.ask(show.look.mono), Act::Play);
    assert_eq!(show.state(), State::Loading);
}

#[test]
fn a_place_that_was_gone_to_does_not_count_as_moving() {
    let mut show = Show::playing(false);
    show.stands(3);
    assert_eq!(show.state(), State::Stalled);
    show.look.position += 60.0;
    show.model.moved(show.look.position, show.look.mono);
    assert_eq!(show.model.reached(), 62.0);
    show.second();
    assert_eq!(show.state(), State::Stalled);
    show.plays(1);
    assert_eq!(show.state(), State::Muted);
}
