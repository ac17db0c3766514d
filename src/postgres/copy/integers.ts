// The bytes of an integer, the most significant first, a character a byte.

export const int2 = (value: number) => String.fromCharCode((value >>> 8) & 255, value & 255)
export const int4 = (value: number) =>
  String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
