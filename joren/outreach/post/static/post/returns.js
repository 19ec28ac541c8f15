// Reads the QR code of a letter with the camera and keeps it as returned. Without a camera the button is not there.
"use strict";
(async () => {
  const form = document.querySelector("[data-returns]");
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
