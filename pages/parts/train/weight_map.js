// The neuron at a place: its weights, one picture as it sees this, and what it says of it.

import { paintMap, paintPixels, paletteOf } from "../../../logreg_core/export/page/heatmap.js";
import { chanceWords, counted, signed, twoDigits } from "../../../logreg_core/words.js";
import { mapInWords } from "../../shared/map_words.js";
import { indexAt } from "./recording.js";
import { titled } from "./tabled.js";

export class Sight {
  constructor(part) {
    this.part = part;
  }

  /** Take another run or picture. names: of the two classes; colours: with `diverging`, the stops of the map. */
  take({ run, picture, names, colours, side }) {
    const pixels = picture?.pixels && picture.pixels !== this.picture?.pixels;
    Object.assign(this, { run, picture, names, side, colours: paletteOf(colours.diverging), drawn: "" });
    const { part } = this;
    const mapped = run.maps.height > 0;
    part("weights").hidden = !mapped;
    part("no_map").hidden = mapped;
    part("no_map").textContent = "These weights belong to no single pixel, so that they make no picture.";
    part("picture").hidden = !picture?.pixels;
    part("answer").hidden = !picture?.frames.length;
    part("pushes").hidden = !picture?.pushes.height;
    this.ends("weights", run.maps.scale);
    if (!picture) return;
    this.say("title", picture.title);
    this.ends("pushes", picture.pushes.scale);
    this.say("one", names[1]);
    this.say("zero", names[0]);
    if (picture.pixels) {
      const canvas = part("picture_canvas");
      if (pixels) paintPixels(canvas, picture.pixels);
      this.fit(canvas);
      const { title, truth } = picture;
      canvas.setAttribute("aria-label", truth === null ? title : `${title}, ${names[truth]}`);
    }
  }

  /** Show the place. exact: the run and the picture there and nowhere else, once the server has sent them. */
  show(place, exact = {}) {
    const at = `${exact.run ? place : indexAt(this.run.frames, place)} ${Boolean(exact.run)}`;
    if (at === this.drawn) return;
    this.drawn = at;
    this.maps = [];
    this.showWeights(exact.run?.frames.length ? exact.run : this.run, place);
    if (this.picture) this.showPicture(exact.picture?.frames.length ? exact.picture : this.picture, place);
  }

  showWeights({ maps, frames }, place) {
    if (!maps.height || !frames.length) return;
    const canvas = this.part("weights_canvas");
    const frame = indexAt(frames, place);
    paintMap(canvas, maps, frame, this.colours, maps.scale / this.run.maps.scale);
    this.fit(canvas);
    this.tell(canvas, titled("Weights", frames[frame]), maps, frame);
  }

  showPicture({ pushes, frames, z }, place) {
    if (!frames.length) return;
    const frame = indexAt(frames, place);
    if (pushes.height) {
      const canvas = this.part("pushes_canvas");
      paintMap(canvas, pushes, frame, this.colours, pushes.scale / this.picture.pushes.scale);
      this.fit(canvas);
      this.tell(canvas, titled("Pixel times weight", frames[frame]), pushes, frame);
    }
    this.answer(z[frame], counted(frames[frame], "iteration"));
  }

  /** What a map shows, for those who do not see it; its numbers are at hand for a table. */
  tell(canvas, title, maps, frame) {
    this.maps.push({ title, maps, frame });
    canvas.setAttribute("aria-label", `${title}: ${mapInWords(maps, frame, this.names)}`);
  }

  answer(z, after) {
    const { names, picture, part } = this;
    const one = 1 / (1 + Math.exp(-z));
    this.say("when", `after ${after}`);
    this.say("z", signed(z));
    this.say("one_chance", chanceWords(one));
    this.say("zero_chance", chanceWords(1 - one));
    part("chance").style.transform = `scaleX(${Number.isFinite(one) ? one : 0})`;
    part("one").parentElement.classList.toggle("rp-chosen", one > 0.5);
    part("zero").parentElement.classList.toggle("rp-chosen", one < 0.5);
    const label = picture.truth === null ? "" : `Label: ${names[picture.truth]}. `;
    const right = (one > 0.5 ? 1 : 0) === picture.truth ? "Right." : "Wrong.";
    if (!Number.isFinite(z)) this.say("verdict", `${label}No answer: the score is not finite.`);
    else if (one === 0.5) this.say("verdict", `${label}Undecided.`);
    else this.say("verdict", label && `${label}${right}`);
  }

  /** Give a picture its size on the page. */
  fit(canvas) {
    const enlarged = this.side / Math.max(canvas.width, canvas.height);
    canvas.style.width = `${enlarged * canvas.width}px`;
    canvas.style.height = `${enlarged * canvas.height}px`;
  }

  /** What the two ends of a bar of colours stand for. */
  ends(name, scale) {
    this.say(`${name}_low`, twoDigits(scale));
    this.say(`${name}_high`, twoDigits(scale));
    this.say(`${name}_zero`, this.names[0]);
    this.say(`${name}_one`, this.names[1]);
  }

  say(name, words) {
    const element = this.part(name);
    if (element.textContent !== words) element.textContent = words;
  }
}
