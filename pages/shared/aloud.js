import { theRegion } from "./region.js";

// What Python has to say.
export default function ({ data }) {
  theRegion().take(data);
}
