// Times of a transcript become buttons that jump to that place in the recording. Without this
// module, or without a recording of our own, they stay text.

const seconds = (time) =>
  time.split(":").reduce((total, part) => total * 60 + Number.parseInt(part, 10), 0);

for (const transcript of document.querySelectorAll("[data-transcript]")) {
  const recording = transcript.parentElement.querySelector("[data-recording]");
  if (!recording) continue;
  for (const time of transcript.querySelectorAll(".at")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = time.textContent;
    button.addEventListener("click", () => {
      recording.currentTime = seconds(time.textContent);
      recording.play();
    });
    time.replaceWith(button);
  }
}
