// Records in this browser, in IndexedDB: all that is done in one `transact` happens, or nothing of it.

const NAME = "one-neuron";
const PLACES = ["shared", "hands", "bytes"];
const PATIENCE = 4000; // milliseconds; some browsers never say whether they open

export class Store {
  constructor(factory) {
    this.factory = factory; // asked only when it is needed: where it is forbidden, to ask is an error
    this.opened = undefined;
  }

  /** What `work` gives, which is given the places and may wait for nothing else. mode: "readonly" or "readwrite". */
  async transact(mode, work) {
    this.opened ??= this.open();
    const database = await this.opened.catch((error) => {
      this.opened = undefined; // the next one may try again
      throw error;
    });
    return new Promise((resolve, reject) => {
      let result;
      let failure;
      const transaction = database.transaction(PLACES, mode);
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(failure ?? transaction.error ?? new Error("It was broken off."));
      const places = Object.fromEntries(PLACES.map((name) => [name, placeOf(transaction.objectStore(name))]));
      work(places).then(
        (value) => {
          result = value;
        },
        (error) => {
          failure = error;
          try {
            transaction.abort();
          } catch {
            // it is over already
          }
        },
      );
    });
  }

  open() {
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("It does not open.")), PATIENCE);
      const request = this.factory().open(NAME, 2);
      request.onupgradeneeded = () => {
        const { objectStoreNames: names } = request.result;
        if (names.contains("aside")) request.result.deleteObjectStore("aside"); // version 1 had it
        for (const name of PLACES) if (!names.contains(name)) request.result.createObjectStore(name);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        database.onversionchange = () => database.close(); // it gives way to a newer version in another tab
        database.onclose = () => {
          this.opened = undefined;
        };
        resolve(database);
      };
    });
  }
}

function placeOf(store) {
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return {
    get: (key) => ask(store.get(key)),
    put: (key, value) => ask(store.put(value, key)),
    remove: (key) => ask(store.delete(key)),
    keys: () => ask(store.getAllKeys()),
    all: () => ask(store.getAll()),
    clear: () => ask(store.clear()),
  };
}
