// What hands do on a chart: one finger carries the cursor, two fingers and the wheel zoom, + - and 0 zoom by keys.
// A chart that zooms is given `zoom`: { whole: () => [from, to], shown: () => [from, to], show(range) }, in units of x.

const STEP = 1.25;
const NOTCH_PX = 120;
const MOUSE_PX = 50;
// A trackpad tells two fingers as a wheel with the control key held, in small steps.
const PINCH_NOTCH_PX = 12;
const FINEST_SHARE = 1 / 400;
const PAGE_SCROLL_MS = 350;

let scrolledAt = -Infinity;
addEventListener("scroll", (event) => (scrolledAt = event.timeStamp), { passive: true });

/** One finger moves the cursor; a finger that goes up or down still scrolls the page (touch-action: pan-y). */
export function scrubByFinger(u, moveTo) {
  const fingers = new Map();
  const follow = (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) moveTo(u.posToIdx(event.clientX - u.over.getBoundingClientRect().left));
  };
  u.over.addEventListener("pointerdown", follow);
  u.over.addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"]) u.over.addEventListener(end, ({ pointerId }) => fingers.delete(pointerId));
}

/** Wheel, pinch and the keys + - 0 choose what stretch of x is shown. */
export function zoomByHand(host, u, zoom) {
  u.over.addEventListener("wheel", (event) => onWheel(event, u, zoom), { passive: false });
  zoomByPinch(u, zoom);
  host.addEventListener("keydown", ({ key }) => {
    if (key === "0") zoom.show(zoom.whole());
    if (key === "+" || key === "-") zoom.show(scaled(zoom, middle(zoom.shown()), key === "+" ? 1 / STEP : STEP));
  });
}

// A wheel that scrolls the page goes on doing so over a chart; zoomed out, it scrolls on.
function onWheel(event, u, zoom) {
  if (event.timeStamp - scrolledAt < PAGE_SCROLL_MS) return;
  const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const at = u.posToVal(event.clientX - u.over.getBoundingClientRect().left, "x");
  const next = isSideways ? moved(zoom, (event.deltaX || event.deltaY) / u.over.clientWidth) : scaled(zoom, at, STEP ** notches(event));
  if (String(next) === String(zoom.shown())) return;
  event.preventDefault();
  zoom.show(next);
}

// A mouse's wheel is one notch whatever it counts in; a trackpad counts finely.
function notches({ deltaY, deltaMode, ctrlKey }) {
  if (deltaMode !== 0 || Math.abs(deltaY) >= MOUSE_PX) return Math.sign(deltaY);
  return deltaY / (ctrlKey ? PINCH_NOTCH_PX : NOTCH_PX);
}

// What lay under each finger stays under it.
function zoomByPinch(u, zoom) {
  const fingers = new Map();
  let held = null;
  const places = () => [...fingers.values()].sort((a, b) => a - b);
  const left = ({ clientX }) => clientX - u.over.getBoundingClientRect().left;
  u.over.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, left(event));
    held = fingers.size === 2 ? places().map((place) => u.posToVal(place, "x")) : null;
  });
  u.over.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, left(event));
    if (held) zoom.show(pinched(zoom, held, places(), u.over.clientWidth));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    u.over.addEventListener(end, ({ pointerId }) => {
      fingers.delete(pointerId);
      held = null;
    });
  }
}

function pinched(zoom, [first, second], [left, right], width) {
  const perPixel = (second - first) / Math.max(1, right - left);
  const from = first - left * perPixel;
  return inside(zoom, from, width * perPixel);
}

function scaled(zoom, at, factor) {
  const [from, to] = zoom.shown();
  return inside(zoom, at - (at - from) * factor, (to - from) * factor);
}

function moved(zoom, share) {
  const [from, to] = zoom.shown();
  return inside(zoom, from + (to - from) * share, to - from);
}

function inside(zoom, from, width) {
  const [first, last] = zoom.whole();
  if (width >= (last - first) * (1 - 1e-9)) return [first, last];
  const shown = Math.max((last - first) * FINEST_SHARE, width);
  const start = Math.min(Math.max(first, from), last - shown);
  return [start, start + shown];
}

function middle([from, to]) {
  return (from + to) / 2;
}
