// When what changes on and on is read aloud: the newest words, and not too often.

const BETWEEN = 5000; // milliseconds between two of them

export class Spoken {
  /** words() makes the sentence when it is time; say(words) says it; now() is the time, in milliseconds. */
  constructor(words, say, now = () => performance.now()) {
    Object.assign(this, { words, say, now, last: Number.NEGATIVE_INFINITY });
  }

  /** Say it, unless something was said just now. final: it is said in any case, when its turn has come. */
  speak(final = false) {
    clearTimeout(this.timer);
    const left = this.last + BETWEEN - this.now();
    if (left <= 0) this.speakNow();
    else if (final) this.timer = setTimeout(() => this.speakNow(), left);
  }

  speakNow() {
    this.last = this.now();
    this.say(this.words());
  }

  end() {
    clearTimeout(this.timer);
  }
}
