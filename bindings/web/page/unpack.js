// Unpacks the engine in a worker of its own and compiles it, so that the page stays quick: text of an LZMA stream in, a
// WebAssembly module out.
//
// Browsers unpack gzip themselves, which leaves the engine a third larger than a page may be. The decoder follows the LZMA
// specification (7-zip.org/sdk.html, public domain) for the whole streams that `xz --format=lzma` writes, whose end is marked.
(function () {
  "use strict";

  const STATES = 12;
  const LENGTHS_TO_SLOTS = 4; // distances of matches of length 2, 3, 4 and longer are coded apart
  const START_MODEL = 4; // from this slot on, a distance has bits of its own
  const END_MODEL = 14; // from this slot on, most of them are not modelled
  const ALIGN_BITS = 4;

  const probabilities = (count) => new Uint16Array(count).fill(1024);

  class RangeDecoder {
    constructor(bytes, at) {
      this.bytes = bytes;
      this.at = at + 5;
      this.range = 0xffffffff;
      this.code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1);
    }

    normalize() {
      if (this.range < 0x1000000) {
        this.range = (this.range << 8) >>> 0;
        this.code = ((this.code << 8) | this.bytes[this.at++]) >>> 0;
      }
    }

    bit(model, index) {
      const bound = (this.range >>> 11) * model[index];
      let bit;
      if (this.code < bound) {
        this.range = bound;
        model[index] += (2048 - model[index]) >>> 5;
        bit = 0;
      } else {
        this.range -= bound;
        this.code -= bound;
        model[index] -= model[index] >>> 5;
        bit = 1;
      }
      this.normalize();
      return bit;
    }

    // So many bits that no model knows.
    direct(count) {
      let value = 0;
      for (; count; count--) {
        this.range >>>= 1;
        const bit = this.code >= this.range ? 1 : 0;
        if (bit) this.code -= this.range;
        this.normalize();
        value = (value << 1) | bit;
      }
      return value >>> 0;
    }

    tree(model, bits, offset = 0) {
      let node = 1;
      for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(model, offset + node);
      return node - (1 << bits);
    }

    reverseTree(model, bits, offset = 0) {
      let [node, value] = [1, 0];
      for (let i = 0; i < bits; i++) {
        const bit = this.bit(model, offset + node);
        node = (node << 1) | bit;
        value |= bit << i;
      }
      return value;
    }
  }

  class LengthDecoder {
    choice = probabilities(2);
    low = probabilities(16 << 3);
    middle = probabilities(16 << 3);
    high = probabilities(256);

    read(coder, position) {
      if (!coder.bit(this.choice, 0)) return coder.tree(this.low, 3, position << 3);
      if (!coder.bit(this.choice, 1)) return 8 + coder.tree(this.middle, 3, position << 3);
      return 16 + coder.tree(this.high, 8);
    }
  }

  // What grows as it is written.
  class Output {
    bytes = new Uint8Array(1 << 23);
    length = 0;

    push(byte) {
      if (this.length === this.bytes.length) this.grow();
      this.bytes[this.length++] = byte;
    }

    grow() {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }

    repeat(distance, count) {
      if (distance > this.length) throw new Error("the engine in this page is damaged");
      for (; count; count--) this.push(this.bytes[this.length - distance]);
    }
  }

  // All bytes of a stream: properties (5 bytes), length (8, unknown), coded bytes up to the mark of the end.
  function unpacked(bytes) {
    const [literalContext, rest] = [bytes[0] % 9, Math.floor(bytes[0] / 9)];
    const [literalPosition, positionBits] = [rest % 5, Math.floor(rest / 5)];
    const coder = new RangeDecoder(bytes, 13);
    const out = new Output();
    const literals = probabilities(0x300 << (literalContext + literalPosition));
    const isMatch = probabilities(STATES << 4);
    const isRepeat = probabilities(STATES);
    const isRepeat0Long = probabilities(STATES << 4);
    const [isRepeat0, isRepeat1, isRepeat2] = [1, 2, 3].map(() => probabilities(STATES));
    const slots = probabilities(LENGTHS_TO_SLOTS << 6);
    const modelled = probabilities(1 + 128 - END_MODEL);
    const align = probabilities(1 << ALIGN_BITS);
    const [lengths, repeatLengths] = [new LengthDecoder(), new LengthDecoder()];
    let [repeat0, repeat1, repeat2, repeat3, state] = [0, 0, 0, 0, 0];

    function literal() {
      const before = out.length ? out.bytes[out.length - 1] : 0;
      const low = (out.length & ((1 << literalPosition) - 1)) << literalContext;
      const base = 0x300 * (low + (before >>> (8 - literalContext)));
      let symbol = 1;
      if (state >= 7) {
        let match = out.bytes[out.length - repeat0 - 1];
        while (symbol < 0x100) {
          const matchBit = (match >>> 7) & 1;
          match <<= 1;
          const bit = coder.bit(literals, base + ((1 + matchBit) << 8) + symbol);
          symbol = (symbol << 1) | bit;
          if (bit !== matchBit) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | coder.bit(literals, base + symbol);
      out.push(symbol & 0xff);
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }

    function distance(length) {
      const slot = coder.tree(slots, 6, Math.min(length, LENGTHS_TO_SLOTS - 1) << 6);
      if (slot < START_MODEL) return slot;
      const bits = (slot >>> 1) - 1;
      const base = ((2 | (slot & 1)) << bits) >>> 0;
      if (slot < END_MODEL) return base + coder.reverseTree(modelled, bits, base - slot);
      return (base + coder.direct(bits - ALIGN_BITS) * 16 + coder.reverseTree(align, ALIGN_BITS)) >>> 0;
    }

    // A distance further back than the last comes first again.
    function takeEarlier() {
      let taken = repeat1;
      if (coder.bit(isRepeat1, state)) {
        taken = repeat2;
        if (coder.bit(isRepeat2, state)) {
          taken = repeat3;
          repeat3 = repeat2;
        }
        repeat2 = repeat1;
      }
      repeat1 = repeat0;
      repeat0 = taken;
    }

    for (;;) {
      const position = out.length & ((1 << positionBits) - 1);
      const here = (state << 4) + position;
      if (!coder.bit(isMatch, here)) {
        literal();
        continue;
      }
      let length;
      if (coder.bit(isRepeat, state)) {
        if (!coder.bit(isRepeat0, state)) {
          if (!coder.bit(isRepeat0Long, here)) {
            state = state < 7 ? 9 : 11;
            out.repeat(repeat0 + 1, 1);
            continue;
          }
        } else {
          takeEarlier();
        }
        length = repeatLengths.read(coder, position);
        state = state < 7 ? 8 : 11;
      } else {
        [repeat3, repeat2, repeat1] = [repeat2, repeat1, repeat0];
        length = lengths.read(coder, position);
        state = state < 7 ? 7 : 10;
        repeat0 = distance(length);
        if (repeat0 === 0xffffffff) return out.bytes.subarray(0, out.length);
      }
      if (coder.at > bytes.length + 4) throw new Error("the engine in this page is damaged");
      out.repeat(repeat0 + 1, length + 2);
    }
  }

  // Seven bits a character, the first of a byte first: of characters beyond ASCII, which stand for those that HTML does not
  // leave as they are, the lowest seven.
  function bytesOf(text) {
    const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
    let [at, bits, waiting] = [0, 0, 0];
    for (let i = 0; i < text.length; i++) {
      bits = (bits << 7) | (text.charCodeAt(i) & 0x7f);
      waiting += 7;
      if (waiting < 8) continue;
      waiting -= 8;
      bytes[at++] = bits >>> waiting; // its lowest eight bits
    }
    return bytes;
  }

  onmessage = async ({ data }) => {
    try {
      postMessage({ module: await WebAssembly.compile(unpacked(bytesOf(data))) });
    } catch (error) {
      postMessage({ error: String(error && error.message || error) });
    }
  };
})();
