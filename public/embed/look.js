// How the element looks before the program is there: its size, and what stands in the place of a room that is not
// open: a picture, a mark to tap, and words when something went wrong. Bundled into picklive-room.js when it is built.

/** What the element is like until its sheet is there; the page's own rules for it count more. */
const SIZE = ":host{display:block;position:relative;box-sizing:border-box;width:min(100%,400px);aspect-ratio:9/16}"
  + ":host([for]){position:absolute;inset:0;width:auto;aspect-ratio:auto}:host([hidden]){display:none}";

export const WORDS = {
  zh: { play: "打开直播间", fail: "直播间没能打开，点一下再试一次。", broke: "出了点问题，点一下重新打开。" },
  en: { play: "Open the live room", fail: "The live room could not start. Tap to try again.", broke: "Something went wrong. Tap to open it again." },
};

/** A button with the picture in it; `label` says what it does where there are no words. */
export function poster({ label, words, picture }) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "poster";
  button.part = "poster";
  button.setAttribute("aria-label", words || label);
  if (picture) {
    const img = button.appendChild(document.createElement("img"));
    img.alt = "";
    img.src = picture;
  }
  const mark = button.appendChild(document.createElement("span"));
  mark.part = "play";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.appendChild(document.createElementNS(svg.namespaceURI, "path")).setAttribute("d", "M8 5.5v13l11-6.5z");
  mark.append(svg);
  if (words) {
    const said = button.appendChild(document.createElement("p"));
    said.setAttribute("role", "alert");
    said.textContent = words;
  }
  return button;
}

let size;
/** Gives a shadow root that size. */
export function sized(root) {
  try {
    if (!size) {
      size = new CSSStyleSheet();
      size.replaceSync(SIZE);
    }
    root.adoptedStyleSheets = [size];
  } catch {
    // Older browsers have the size with the sheet.
  }
}

/** Puts a sheet of style before `place`, unless it is there; says when it can be seen. A browser fetches it again when
 * the element is put back: when that fails it is as if it had never been there. */
export function styled(place, href) {
  const beside = [...place.parentNode.children].find((it) => it.href === href);
  if (beside) return beside.there;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = href;
  sheet.there = new Promise((done, failed) => {
    sheet.onload = () => done();
    sheet.onerror = () => {
      sheet.remove();
      failed(new Error(href));
    };
  });
  place.before(sheet);
  return sheet.there;
}

/** What is not the room's own opens in a window of its own; for clicks before they arrive. */
export function elsewhere(event) {
  const link = event.target.closest("a[href]");
  if (link && !link.target) {
    link.target = "_blank";
    link.rel = "noopener";
  }
}
