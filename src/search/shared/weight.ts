// The weight of a cell for a key, alike wherever it is computed: by it a node prefers cells, and by it both ends decide who keeps one
// that two have taken (highest random weight: D. Thaler and C. V. Ravishankar, 1998). Not cryptographic: a lease is advice.

/** 32 bits of a key's text (FNV-1a). */
export function keyHash(key: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
	return hash >>> 0;
}

/** 0 <= weight < 1, without pattern over cells and keys (the finalizer of MurmurHash3). */
export function weight(hash: number, cell: number): number {
	let mixed = hash ^ Math.imul(cell, 0x9e3779b1);
	mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
	mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
	return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
