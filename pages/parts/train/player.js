import { sideFor } from "../../../logreg_core/export/page/heatmap.js";
import { costWords, counted, grouped, shareWords, signed } from "../../../logreg_core/words.js";
import { unpack } from "../../shared/container.js";
import { Numbers } from "../../shared/numbers.js";
import { look } from "../../shared/plotly.js";
import { aloud } from "../../shared/region.js";
import { Clock } from "./clock.js";
import { endOfNumbers, zeros } from "./curves.js";
import { differAt, indexAt, readCurve, readPicture, readRun, recordAt } from "./recording.js";
import { onItsSide, paintScores } from "./scores.js";
import { Spoken } from "./spoken.js";
import { Stage } from "./stage.js";
import { seriesOfRun } from "./tabled.js";
import { recall, remember } from "./watching.js";
import { Sight } from "./weight_map.js";

const PATIENCE = 150; // milliseconds after the last of many steps until they are sent to the server
const NARROW = 640; // pixels; below, the parts are stacked
const WAYS_OF_A_LESSON = ["to_page", "next", "back", "go_", "onward"]
  .map((name) => `[class*="st-key-lesson_bar-${name}"] button`)
  .join();
const players = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!players.has(parentElement)) players.set(parentElement, new Player(parentElement));
  const player = players.get(parentElement);
  player.tellPlace = (place) => setStateValue("place", place);
  player.tellLeft = (place) => setTriggerValue("leave", place);
  player.pick = (direction) => setTriggerValue("pick", direction);
  player.take(data);
  return () => {
    player.end();
    players.delete(parentElement);
  };
}

class Player {
  constructor(parent) {
    const found = new Map();
    this.part = (name) => {
      if (!found.has(name)) found.set(name, parent.querySelector(`[data-part="${name}"]`));
      return found.get(name);
    };
    this.root = parent.querySelector(".run-player");
    this.clock = new Clock();
    this.stage = new Stage(this.part, (error) => this.say("note", error.message));
    this.sight = new Sight(this.part);
    this.numbersOfAll = new Numbers(this.part("foot"), this.part("told"), "the run");
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.path = location.pathname;
    this.leaving = new AbortController();
    this.spoken = new Spoken(
      () => this.sentence(),
      (words) => aloud(words, "run"),
    );
    this.listen();
  }

  // --- What the server sends ---

  take(bytes) {
    const { part } = this;
    let news = null;
    try {
      news = this.read(bytes);
    } catch (error) {
      this.halt();
      this.clock.pause();
      this.say("damage", error.message);
    }
    part("grid").hidden = !news;
    part("damage").hidden = Boolean(news);
    if (news) this.arrive(news);
  }

  read(bytes) {
    const { header, arrays } = unpack(bytes);
    const { show } = header;
    const others = (name, thin) =>
      Array.from({ length: header[name] }, (_, i) => ({ ...readCurve(arrays[`${name}${i}`]), thin }));
    const fresh = header.version !== this.header?.version;
    return {
      header,
      fresh,
      run: fresh ? readRun(arrays.run) : this.run,
      beside: [...(show.pale ? others("pale", false) : []), ...(show.what_if ? others("what_if", true) : [])],
      picture: arrays.picture ? readPicture(arrays.picture) : null,
      exact: {
        run: arrays.here ? readRun(arrays.here) : null,
        picture: arrays.here_picture ? readPicture(arrays.here_picture) : null,
      },
    };
  }

  /** Load new data. The place stays, unless the run is new or starts to play. */
  arrive({ fresh, ...news }) {
    const { clock, run: before, header: old } = this;
    Object.assign(this, news);
    const { header, run } = this;
    const plays = this.hasGrown(header);
    const longer = fresh && before && old.more && differAt(before, run) > clock.place;
    const another = fresh && !longer;
    const whole = !before || clock.seen >= clock.last;
    // After a reload the place moves towards the visitor's old place while the run is computed again.
    const nearer = old?.again && !clock.playing && clock.place === old.place;
    clock.load(run.records.iteration, run.moments, { more: header.more, goal: header.goal });
    const watched = before ? undefined : recall(window, runOf(header), header.back);
    if (plays && !this.calm.matches) clock.restart();
    else if (plays) clock.stand(clock.last);
    else if (another || nearer) clock.stand(header.place);
    if (!plays && !this.calm.matches && (header.more || watched < clock.last)) this.playOn(watched);
    if (!clock.playing && (plays || another || whole)) clock.seen = clock.last;
    this.told = header.place;
    this.dress(header);
    this.arrange(Boolean(another && before && !plays && !this.calm.matches));
    if (plays && this.calm.matches) this.tell();
    else if (!plays && another && before) this.spoken.speak(true);
    this.go();
  }

  /** Whether the server asks for play for the first time. */
  hasGrown({ key, play }) {
    window.playedRuns ??= {};
    const before = window.playedRuns[key];
    window.playedRuns[key] = play;
    return play > 0 && play !== before;
  }

  /** Continue a play that was interrupted by a reload. */
  playOn(place) {
    if (place === undefined) return;
    this.clock.seen = 0;
    this.clock.stand(place);
    this.clock.play();
  }

  dress({ colours, names, show, more, goal }) {
    const { style } = this.root;
    const { dark } = look(this.root);
    this.colours = { ...colours, diverging: colours.diverging[dark ? 1 : 0] };
    style.setProperty("--rp-class-0", colours.classes[0]);
    style.setProperty("--rp-class-1", colours.classes[1]);
    style.setProperty(
      "--rp-diverging",
      `linear-gradient(to right, ${this.colours.diverging.map(([at, colour]) => `${colour} ${100 * at}%`).join(", ")})`,
    );
    for (const name of ["train", "test", "validation"]) {
      const line = this.part(name).querySelector("svg path");
      line.style.stroke = colours[name].color;
      line.style.strokeDasharray = { solid: "none", dash: "7 4", dot: "3 3" }[colours[name].dash];
    }
    const { records, scores } = this.run;
    this.part("validation").hidden = !records.validation_cost.some(Number.isFinite);
    this.part("penal").hidden = !records.penalty.some((penalty) => penalty > 0);
    this.part("scores").hidden = !(show.scores && scores.bins);
    this.until = more || !this.run.last ? goal : this.run.last;
    this.say("goal", grouped(goal));
    this.part("iteration").style.minWidth = `${grouped(goal).length}ch`;
    this.names = names;
    this.part("slider").max = this.until || 1;
    this.part("speed").value = String(this.clock.speed);
  }

  /** Lay everything out again; the curves move into their new shape, or appear at once. */
  arrange(flow = false) {
    const { run, clock, header, beside, picture, names, colours, until, root } = this;
    const { side, height } = this.sizes();
    root.style.setProperty("--rp-side", `${side}px`);
    root.classList.toggle("rp-tight", side < 140 * look(root).scale);
    const { version, show, pale, what_if } = header;
    const curves = JSON.stringify([version, show, pale, what_if, beside.map(({ name }) => name), until, look(root)]);
    const room = `${height} ${this.part("chart").clientWidth}`;
    if (this.drawn !== curves + room) {
      this.drawn = curves + room;
      this.stage.take({ run, options: show, beside, colours, seen: clock.seen, until, height, flow });
    }
    this.sight.take({ run, picture, names, colours, side });
    this.shown = "";
    this.place();
    this.explain();
  }

  /** The side of a picture and the height of the chart that fit most screens. */
  sizes() {
    const width = this.root.clientWidth || NARROW; // 0 while the presenter's view hides it
    const { scale } = look(this.root);
    const { height, width: across } = this.run.maps;
    const fit = (room) => (height ? sideFor(room, Math.max(height, across), window.devicePixelRatio || 1) : room);
    const most = Math.min(300, Math.max(180, window.innerHeight - 460)); // keeps Play visible on a phone
    if (width < NARROW) return { side: fit(Math.min(200, (width - 16) / 2)), height: most };
    const around = scale > 1 ? 325 * scale : 470;
    const high = Math.min(470 * scale, Math.max(250, window.innerHeight - around));
    return { side: fit(Math.min((high - 30 * scale) / 2, Math.max(110, 0.2 * width))), height: high };
  }

  // --- Time ---

  /** Request the next animation frame, if anything moves. */
  go() {
    if (this.frame || !(this.clock.playing || this.stage.flow)) return;
    this.before = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    this.frame = 0;
    const passed = Math.max(0, now - this.before);
    if (this.stage.flow) this.stage.step(passed);
    const ended = this.clock.tick(passed);
    this.place();
    if (ended) this.rest();
    this.go();
    this.before = now;
  }

  halt() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  // --- What the visitor does ---

  listen() {
    const { part } = this;
    const { signal } = this.leaving;
    const on = (target, type, act, more = {}) => target.addEventListener(type, act, { signal, ...more });
    on(part("play"), "click", () => this.toggle());
    on(part("back"), "click", () => this.step(-1));
    on(part("on"), "click", () => this.step(1));
    on(part("start"), "click", () => this.stand(0));
    on(part("end"), "click", () => this.stand(this.clock.last));
    on(part("previous"), "click", () => this.pick(-1));
    on(part("next"), "click", () => this.pick(1));
    on(part("speed"), "change", (event) => {
      this.clock.speed = Number(event.target.value);
    });
    on(this.root, "keydown", (event) => this.press(event));
    on(part("slider"), "pointerdown", () => this.alignSlider(), { capture: true });
    on(part("slider"), "input", (event) => this.snap(Number(event.target.value)));
    on(part("slider"), "change", () => this.rest());
    this.scrub(part("chart"), on);
    on(document, "click", (event) => this.leave(event), { capture: true });
    on(document, "focusin", ({ target }) => {
      if (this.clock.playing && target.closest('[class*="st-key-find_page"]')) this.rest();
    });
    on(window, "popstate", (event) => this.pop(event), { capture: true });
    on(document, "visibilitychange", () => {
      if (document.hidden && this.clock.playing) this.rest();
    });
    on(window, "pagehide", () => this.header?.back.isKept && this.remember({ inTab: true }));
    on(this.calm, "change", () => this.clock.playing && this.rest());
    this.watch = new ResizeObserver(() => this.run && this.arrange());
    this.watch.observe(part("chart"));
    this.watch.observe(this.root);
    on(window, "present", () => this.run && this.arrange());
  }

  /** Drag the place by mouse, or by a finger that moves sideways on the chart. */
  scrub(chart, on) {
    let grip = null; // the pointer, and where it went down
    const at = (event) => this.stage.plane.iteration(event.clientX - chart.getBoundingClientRect().left);
    on(chart, "touchstart", (event) => event.stopPropagation(), { capture: true, passive: true });
    on(chart, "pointerdown", (event) => {
      if (event.button || !this.run) return;
      grip = { id: event.pointerId, x: event.clientX, moved: event.pointerType === "mouse" };
      if (!grip.moved) return;
      chart.setPointerCapture(event.pointerId);
      this.snap(at(event));
    });
    on(chart, "pointermove", (event) => {
      if (event.pointerId !== grip?.id) return;
      if (!grip.moved && Math.abs(event.clientX - grip.x) < 8) return;
      if (!grip.moved) chart.setPointerCapture(event.pointerId);
      grip.moved = true;
      this.snap(at(event));
    });
    on(chart, "pointerup", (event) => {
      if (event.pointerId !== grip?.id) return;
      if (!grip.moved) this.snap(at(event)); // a tap
      grip = null;
      this.rest();
    });
    on(chart, "pointercancel", () => {
      if (grip?.moved) this.rest();
      grip = null;
    });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.run) return;
    const act = {
      " ": () => this.toggle(),
      ArrowRight: () => this.step(1),
      ArrowUp: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      ArrowDown: () => this.step(-1),
      Home: () => this.stand(0),
      End: () => this.stand(this.clock.last),
      PageUp: () => this.leap(1),
      PageDown: () => this.leap(-1),
    }[event.key];
    const owns =
      event.target.matches("select, .numbers-scroll") || (event.key === " " && event.target.matches("button"));
    if (!act || owns) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  toggle() {
    if (this.clock.playing) this.rest();
    else if (this.part("play").getAttribute("aria-disabled") !== "true") {
      clearTimeout(this.telling);
      this.clock.play();
      this.explain();
      this.go();
    }
  }

  step(iterations) {
    this.clock.step(iterations);
    this.moved();
  }

  leap(direction) {
    this.clock.pause();
    this.clock.leap(direction);
    this.moved();
  }

  stand(iteration) {
    this.clock.stand(iteration);
    this.moved();
  }

  /** Drag to a place; the server receives it at the end. */
  snap(iteration) {
    this.clock.snap(Math.max(0, iteration));
    clearTimeout(this.telling);
    this.place();
    this.explain();
  }

  /** A click that leaves during play keeps the place. Streamlit sends the place in the next task, so the click waits
  for it. */
  leave(event) {
    const link = event.target.closest?.(`a[href], ${WAYS_OF_A_LESSON}`);
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target === "_blank";
    if (!link || isElsewhere || this.isHere(link)) return;
    this.tellBefore(event, () => link.click());
  }

  isHere({ href, origin, pathname }) {
    return href !== undefined && (origin !== location.origin || pathname === location.pathname);
  }

  /** The same for the browser's way back and on. */
  pop(event) {
    if (location.pathname !== this.path) {
      this.tellBefore(event, () => window.dispatchEvent(new PopStateEvent("popstate", { state: event.state })));
    }
  }

  tellBefore(event, goOn) {
    if (!this.clock.playing) return;
    this.clock.pause();
    const { place } = this.clock;
    if (!place) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.tellLeft({ version: this.header.version, iteration: place });
    setTimeout(goOn);
  }

  /** Move by a key or a button; the server receives it unless another move follows at once. */
  moved() {
    this.place();
    this.explain();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), PATIENCE);
  }

  /** Stop, and send the place to the server. */
  rest() {
    const stops = this.clock.playing && this.header.more; // the server continues from the last place it received
    this.clock.pause();
    this.place();
    this.explain();
    clearTimeout(this.telling);
    this.tell(stops);
  }

  tell(surely = false) {
    const { place } = this.clock;
    this.alignSlider();
    this.spoken.speak(true);
    if (place === this.told && !surely) return;
    this.told = place;
    this.tellPlace({ version: this.header.version, iteration: place });
  }

  // --- What the visitor sees ---

  /** Show everything that depends on the place: all numbers, maps and pictures are of the same iteration. */
  place() {
    const { clock, stage, run, part, exact } = this;
    stage.show(clock.place, clock.seen);
    this.moveSlider();
    const here = !clock.playing && exact.run?.records.iteration[0] === clock.place;
    this.sight.show(clock.place, here ? exact : {});
    const moment = run.moments[indexAt(run.moments, clock.place)];
    const shown = `${here} ${clock.playing || clock.place} ${moment}`;
    if (shown === this.shown) return;
    this.shown = shown;
    const index = indexAt(run.records.iteration, moment);
    const record = here ? recordAt(exact.run.records, 0) : recordAt(run.records, index);
    this.numbers(record, clock.playing ? record.iteration : clock.place);
    if (!part("scores").hidden) this.scores();
    if (clock.playing) this.spoken.speak();
  }

  numbers(record, iteration) {
    this.record = record;
    this.say("iteration", grouped(iteration));
    const none = !this.run.records.test_cost.some((cost) => !Number.isNaN(cost));
    this.say("cost", costWords(record.cost));
    this.say("penalty", costWords(record.penalty));
    this.say("train_accuracy", shareWords(record.train_accuracy));
    this.say("test_cost", none ? "none" : costWords(record.test_cost));
    this.say("test_accuracy", shareWords(record.test_accuracy));
    this.say("validation_cost", costWords(record.validation_cost));
    this.say("validation_accuracy", shareWords(record.validation_accuracy));
    this.root.classList.toggle("rp-stale", record.iteration !== iteration);
    this.stale =
      record.iteration === iteration ? "" : `The numbers are those of iteration ${grouped(record.iteration)}.`;
  }

  moveSlider() {
    const { plane } = this.stage;
    if (!plane) return;
    const { style } = this.root;
    const [from, to] = [plane.x(0), plane.x(this.until || 1)];
    const at = plane.x(this.clock.place);
    if (this.track !== `${from} ${to}`) {
      this.track = `${from} ${to}`;
      style.setProperty("--rp-left", `${from - 8}px`);
      style.setProperty("--rp-width", `${to - from + 16}px`);
      style.setProperty("--rp-from", `${from}px`);
      style.setProperty("--rp-length", `${to - from}px`);
    }
    this.part("thumb").style.transform = `translateX(${at}px)`;
    this.part("done").style.transform = `scaleX(${(at - from) / (to - from || 1)})`;
  }

  /** The slider for screen readers moves when the run stops; the visible one glides. */
  alignSlider() {
    const slider = this.part("slider");
    slider.value = this.clock.place;
    slider.setAttribute("aria-valuetext", this.sentence());
  }

  scores() {
    const { run, clock, colours, names } = this;
    const canvas = this.part("scores_canvas");
    const frame = indexAt(run.frames, clock.place);
    const { edges, bins } = run.scores;
    paintScores(canvas, run.scores, frame, [canvas.clientWidth, canvas.clientHeight], colours, window.devicePixelRatio);
    const sides = [1, 0].map((label) => onItsSide(run.scores, frame, label));
    const words = (label, side) => (side ? `${names[label]}: ${side[0]} of ${side[1]} on its side` : names[label]);
    this.say(
      "scores_words",
      `Scores of the training images after ${counted(run.frames[frame], "iteration")}. Above ${words(1, sides[0])}, below ${words(0, sides[1])}`,
    );
    canvas.setAttribute("aria-label", this.part("scores_words").textContent);
    this.say("scores_low", signed(edges[0], 1));
    this.say("scores_high", signed(edges[bins], 1));
  }

  /** Update the words beside the buttons, and which buttons are enabled. */
  explain() {
    const { clock, part, calm, run, header } = this;
    const playing = clock.playing;
    this.root.classList.toggle("rp-playing", playing);
    this.say("play_word", playing ? "Pause" : "Play");
    part("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    const off = (name, is) => part(name).setAttribute("aria-disabled", String(is)); // keeps the focus
    off("play", calm.matches || (!run.last && !header.more));
    part("play").title = calm.matches ? "Your device asks for less motion: step, or draw the place along" : "Space";
    for (const name of ["back", "start"]) off(name, !playing && clock.place <= 0);
    for (const name of ["on", "end"]) off(name, !playing && clock.place >= clock.last);
    this.part("plot").setAttribute("role", "img");
    this.part("plot").setAttribute("aria-label", `Cost and accuracy over the iterations. ${this.sentence()}`);
    this.say("note", this.notes());
    if (!playing) this.numbersOfAll.take(header.told, () => this.series());
  }

  /** All visible data, at this place, for the table. */
  series() {
    const { run, beside, header, names, clock, sight } = this;
    const scores = header.show.scores ? { frame: indexAt(run.frames, clock.place), names } : null;
    return seriesOfRun(run, { beside, scores, maps: sight.maps });
  }

  notes() {
    const { run, header, clock } = this;
    const end = endOfNumbers(run);
    const hidden = header.show.log ? zeros(run) : 0;
    return [
      this.stale,
      end !== null && `From iteration ${grouped(end)} on the cost is not finite: its line ends there.`,
      hidden > 0 && `${grouped(hidden)} of the costs are 0, which a log scale cannot show.`,
      header.more && clock.place >= clock.last && "Computing …",
      !header.more && run.end === "patience" && clock.place === clock.last && "Stopped early here.",
      clock.place === header.place &&
        header.kept !== header.place &&
        `Early stopping keeps the neuron of iteration ${grouped(header.kept)}.`,
      this.calm.matches && "Your device asks for less motion: step, or draw the place along.",
    ]
      .filter(Boolean)
      .join(" ");
  }

  sentence() {
    const { record, run } = this;
    if (!record) return "";
    const ended = !this.header.more && record.iteration === this.clock.last ? "The run is over. " : "";
    const told = `${ended}Iteration ${grouped(record.iteration)} of ${grouped(this.header.goal)}, training cost ${costWords(record.cost)}`;
    const right = `${shareWords(record.train_accuracy)} of the training images right`;
    if (!run.records.test_cost.some(Number.isFinite)) return `${told}, ${right}.`;
    return `${told}, ${right}; test cost ${costWords(record.test_cost)}, ${shareWords(record.test_accuracy)} right.`;
  }

  say(name, words) {
    const element = this.part(name);
    if (element.textContent !== words) element.textContent = words;
  }

  remember(how) {
    if (this.header) remember(window, runOf(this.header), this.clock.playing ? this.clock.place : -1, how);
  }

  end() {
    this.remember();
    this.halt();
    clearTimeout(this.telling);
    this.spoken.end();
    this.leaving.abort();
    this.watch.disconnect();
    this.stage.end();
  }
}

// The identity of the run, regardless of how far it is computed.
function runOf({ version }) {
  return version.split(".")[0];
}
