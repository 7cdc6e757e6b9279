// The way back to the order of a window in which it was paid, for whose phone has let go of the page with the room:
// `?to=` names it below the shop that this file lies in, and leads nowhere else.
const home = new URL("..", location.href);
const to = new URLSearchParams(location.search).get("to");
const link = document.getElementById("back");
try {
  const url = new URL(to || "", home);
  if (to && url.origin === home.origin && url.pathname.startsWith(home.pathname)) {
    link.href = url.href;
    link.hidden = false;
  }
} catch {
  // Not an address: there is only the shop, and that is not what one waits for.
}
