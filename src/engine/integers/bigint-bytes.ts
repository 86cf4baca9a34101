// Big integers as little-endian bytes and back, in linear time: hexadecimal text is the only such way that the language has.

/** Exactly so many bytes, in memory of their own; the value must fit. */
export function bigIntToBytes(value: bigint, length: number): Uint8Array<ArrayBuffer> {
	return Buffer.from(value.toString(16).padStart(length * 2, "0"), "hex").toReversed();
}

export function bytesToBigInt(bytes: Uint8Array): bigint {
	return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);
}
