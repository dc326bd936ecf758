// The neuron at a place: its weights, one picture as it sees this, and what it says of it.

import { paintMap, paintPixels, paletteOf } from "./heatmap.js";
import { indexAt } from "./recording.js";
import { chanceWords, counted, signed, twoDigits } from "./words.js";

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
    part("answer").hidden = !picture;
    part("pushes").hidden = !picture?.pushes.height;
    this.say("weights_low", ends(run.maps.scale, names)[0]);
    this.say("weights_high", ends(run.maps.scale, names)[1]);
    if (!picture) return;
    this.say("title", picture.title);
    this.say("pushes_low", ends(picture.pushes.scale, names)[0]);
    this.say("pushes_high", ends(picture.pushes.scale, names)[1]);
    this.say("one", names[1]);
    this.say("zero", names[0]);
    if (picture.pixels) {
      const canvas = part("picture_canvas");
      if (pixels) paintPixels(canvas, picture.pixels);
      this.fit(canvas);
      canvas.setAttribute("aria-label", picture.title);
    }
  }

  /** Show the place. exact: the run and the picture there and nowhere else, once the server has sent them. */
  show(place, exact = {}) {
    const { run, picture, part } = this;
    const at = exact.run ? `exact ${place}` : `${indexAt(run.frames, place)}`;
    if (at === this.drawn) return;
    this.drawn = at;
    const maps = exact.run?.maps.height ? exact.run : run;
    if (run.maps.height) {
      const canvas = part("weights_canvas");
      paintMap(canvas, maps.maps, indexAt(maps.frames, place), this.colours, maps.maps.scale / run.maps.scale);
      this.fit(canvas);
      const after = counted(maps.frames[indexAt(maps.frames, place)], "iteration");
      canvas.setAttribute("aria-label", `The weights after ${after}`);
    }
    if (!picture) return;
    const seen = exact.picture ?? picture;
    const frame = indexAt(seen.frames, place);
    if (picture.pushes.height && seen.pushes.height) {
      const canvas = part("pushes_canvas");
      paintMap(canvas, seen.pushes, frame, this.colours, seen.pushes.scale / picture.pushes.scale);
      this.fit(canvas);
      canvas.setAttribute("aria-label", "Each pixel times its weight");
    }
    this.answer(seen.z[frame], counted(seen.frames[frame], "iteration"));
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

  say(name, words) {
    const element = this.part(name);
    if (element.textContent !== words) element.textContent = words;
  }
}

function ends(scale, names) {
  return [`−${twoDigits(scale)} ${names[0]}`, `${names[1]} +${twoDigits(scale)}`];
}
