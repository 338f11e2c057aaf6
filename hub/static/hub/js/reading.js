// Counts how far an article was read, without knowing who reads: at most three messages to our own
// server for each page load, each with the article and a stage. Nothing is stored in the browser,
// and nothing is sent where the browser asks not to be tracked. When a stage is reached is said on
// the element itself (feedback/reading.py): [name, share of the text seen, soonest, latest], with
// seconds in which the page was visible. A page that comes back from the browser's back-forward
// cache, or from printing, goes on where it was.

const text = document.querySelector("[data-reading]");

function asksNotTo() {
  const track = navigator.doNotTrack ?? window.doNotTrack;
  return navigator.globalPrivacyControl === true || track === "1" || track === "yes";
}

// The part of the text above the lower edge of the window; 1 and more at its end.
function seen() {
  const { top, bottom } = text.getBoundingClientRect();
  const after = document.getElementById(text.dataset.readingEnd);
  const end = after ? after.getBoundingClientRect().top : bottom;
  return end > top ? (window.innerHeight + 1 - top) / (end - top) : 1; // 1: rounding of pixels
}

function send(stage) {
  // Some browsers let their readers switch beacons off: that is an answer too.
  navigator.sendBeacon?.(
    text.dataset.reading,
    new URLSearchParams({ page_key: text.dataset.readingPage, stage }),
  );
}

if (text && !asksNotTo()) {
  const stages = JSON.parse(text.dataset.readingStages);
  let seconds = 0;
  const clock = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    seconds += 1;
    const [stage, share, soonest, latest] = stages[0];
    if (seconds < soonest || (seconds < latest && seen() < share)) return;
    // One stage a second: the server takes them in their order.
    stages.shift();
    send(stage);
    if (!stages.length) clearInterval(clock);
  }, 1000);
}
