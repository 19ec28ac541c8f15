// Reads a square with the camera and looks the code up. Without a camera the button is not there.
"use strict";
(async () => {
  const form = document.querySelector("[data-till]");
  const scan = document.querySelector("[data-scan]");
  const box = document.querySelector("[data-camera]");
  if (!form || !scan || typeof QrScanner === "undefined" || !(await QrScanner.hasCamera())) return;
  scan.hidden = false;
  const scanner = new QrScanner(
    box.querySelector("video"),
    (read) => {
      scanner.stop();
      box.hidden = true;
      form.elements.code.value = read.data;
      form.requestSubmit();
    },
    { highlightScanRegion: true, preferredCamera: "environment" },
  );
  scan.addEventListener("click", async () => {
    box.hidden = !box.hidden;
    if (box.hidden) scanner.stop();
    else await scanner.start();
  });
})();
