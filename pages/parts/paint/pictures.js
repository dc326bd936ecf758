// The images of the current dataset, kept in the window for the map that is painted on.

import { unpack } from "../../shared/container.js";
import { ARRIVED, Easel } from "./painting.js";

export default function ({ data }) {
  const sent = unpack(data);
  if (window.paintable?.version === sent.header.version) return;
  window.paintable = { version: sent.header.version, easel: new Easel(sent) };
  window.dispatchEvent(new Event(ARRIVED));
}
