// The place in a run, and its movement in time. Independent of screen and server: the caller passes the elapsed time.

import { indexAt } from "./recording.js";

const WHOLE = 6000; // milliseconds of a whole run at speed 1
const ARRIVAL = 1100; // milliseconds until more of a running computation has surely arrived
const MAX_TICK = 250; // milliseconds; after a longer pause of the screen the run continues from its place

/** A place in a run: an iteration at rest, or between two iterations during play. */
export class Clock {
  constructor() {
    this.place = 0;
    this.seen = 0; // the furthest visible place
    this.speed = 1;
    this.playing = false;
    this.stops = new Int32Array(1); // the recorded iterations
    this.moments = this.stops; // iterations with all data
    this.more = false;
    this.share = 1;
    this.pace = Number.POSITIVE_INFINITY;
  }

  get last() {
    return this.stops.at(-1);
  }

  /** Whether it plays and has reached the end of the computed part. */
  get waiting() {
    return this.playing && this.more && this.place >= this.last;
  }

  /** Take another recording. more: it is still being computed, towards the goal. The place stays where there is one. */
  load(stops, moments, { more = false, goal = stops.at(-1) } = {}) {
    Object.assign(this, { stops, moments, more, share: more ? Math.min(1, stops.at(-1) / goal) || 1 : 1 });
    this.place = Math.min(this.place, this.last);
    this.seen = Math.min(this.seen, this.last);
    this.keepBehind();
  }

  play() {
    if (this.place >= this.last && !this.more) this.place = this.seen = 0;
    this.playing = true;
    this.keepBehind();
  }

  /** Play from the start, as if nothing had been seen. */
  restart() {
    this.place = this.seen = 0;
    this.play();
  }

  /** Close behind what has been computed, go just fast enough to glide on when more comes. */
  keepBehind() {
    this.pace = this.more ? (1 - this.timeOf(this.place)) / ARRIVAL : Number.POSITIVE_INFINITY;
  }

  /** Stand still, at the moment that was shown. */
  pause() {
    if (this.playing) this.place = this.moments[indexAt(this.moments, this.place)];
    this.playing = false;
  }

  /** Stand at an iteration. */
  stand(iteration) {
    this.playing = false;
    this.place = Math.min(Math.max(0, Math.round(iteration)), this.last);
    this.seen = Math.max(this.seen, this.place);
  }

  /** Exactly so many iterations on, or back. */
  step(iterations) {
    this.pause();
    this.stand(this.place + iterations);
  }

  /** Stand at the moment that is nearest. */
  snap(iteration) {
    const { moments } = this;
    const before = indexAt(moments, iteration);
    const after = Math.min(before + 1, moments.length - 1);
    this.stand(moments[moments[after] - iteration < iteration - moments[before] ? after : before]);
  }

  /** A tenth of the run on, or back. */
  leap(direction) {
    const before = this.place;
    this.snap(before + (direction * this.last) / 10);
    if (this.place === before) this.step(direction);
  }

  /** Time passes. True when the end of the run was reached, and it stands there. */
  tick(milliseconds) {
    if (!this.playing || this.waiting) return false;
    const pace = Math.min(this.speed / (WHOLE * this.share), this.pace);
    this.place = this.placeAt(this.timeOf(this.place) + pace * Math.min(milliseconds, MAX_TICK));
    this.seen = Math.max(this.seen, this.place);
    if (this.place < this.last || this.more) return false;
    this.pause();
    return true;
  }

  /**
   * The share of the time of the whole run at which it is at a place. Half of the time is dealt evenly to the records,
   * half to the moments, which lie closer at the start: so the first steps are slow enough to be seen.
   */
  timeOf(place) {
    return (rank(this.stops, place) + rank(this.moments.length > 1 ? this.moments : this.stops, place)) / 2;
  }

  placeAt(time) {
    if (time >= 1) return this.last;
    let [low, high] = [0, this.last];
    for (let i = 0; i < 50; i++) {
      const middle = (low + high) / 2;
      if (this.timeOf(middle) < time) low = middle;
      else high = middle;
    }
    return high;
  }
}

/** How many of the steps between rising numbers lie before a place, from 0 to 1. */
function rank(numbers, place) {
  if (numbers.length < 2 || place >= numbers.at(-1)) return 1;
  const i = indexAt(numbers, place);
  const within = (place - numbers[i]) / (numbers[i + 1] - numbers[i]);
  return Math.max(0, i + within) / (numbers.length - 1);
}
