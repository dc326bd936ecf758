// The visitor's camera: requests it, shows it in a video element, and releases it.

const REFUSALS = {
  insecure:
    "Browsers allow the camera only on pages over https, or on the same computer (localhost)." +
    " Ask whoever runs this app for an https address.",
  missing: "This browser cannot use a camera.",
  NotAllowedError:
    "The browser may not use the camera here. Allow it (the sign beside the page's address, or the settings of the" +
    " device), then press Start again.",
  NotFoundError: "This device has no camera that the browser can find. Plug one in and press Start again.",
  NotReadableError: "The camera is busy: another program or tab uses it. Close that one and press Start again.",
};
REFUSALS.SecurityError = REFUSALS.NotAllowedError;
REFUSALS.OverconstrainedError = REFUSALS.NotFoundError;
REFUSALS.AbortError = REFUSALS.NotReadableError;
const LOST = "The camera stopped sending pictures: it was unplugged or blocked. Press Start to try again.";

export class Camera {
  // video: the element that shows it. lost: called with a message for the visitor when the camera is lost. refusals:
  // messages that replace those of REFUSALS.
  constructor(video, lost, refusals = {}) {
    this.video = video;
    this.lost = lost;
    this.refusals = { ...REFUSALS, ...refusals };
    this.attempt = 0;
  }

  // Request a camera and show it. wanted: which one, such as { facingMode: "user" }. Returns its settings, or undefined
  // if it was stopped or restarted in the meantime. Throws an Error whose message is for the visitor.
  async start(wanted) {
    this.stop();
    const { attempt } = this;
    if (!window.isSecureContext) throw new Error(this.refusals.insecure);
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(this.refusals.missing);
    try {
      const video = { width: { ideal: 640 }, height: { ideal: 480 }, ...wanted };
      const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (attempt !== this.attempt) {
        giveBack(stream);
        return undefined;
      }
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      track.onended = () => {
        if (this.stream !== stream) return;
        this.stop();
        this.lost(LOST);
      };
      this.video.srcObject = stream;
      await this.video.play();
      return attempt === this.attempt ? track.getSettings() : undefined;
    } catch (error) {
      if (attempt !== this.attempt) return undefined;
      this.stop();
      throw new Error(this.refusals[error.name] ?? `The camera did not start (${error.name}).`);
    }
  }

  stop() {
    this.attempt++;
    if (this.stream) giveBack(this.stream);
    this.stream = undefined;
    this.video.srcObject = null;
  }

  // Returns the cameras of this device. A browser names them only after it was allowed to use one.
  static async all() {
    return (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "videoinput");
  }
}

function giveBack(stream) {
  for (const track of stream.getTracks()) track.stop();
}
