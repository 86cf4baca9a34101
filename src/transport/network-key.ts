// The secret that the nodes of one private network share, and the one line of text that its file holds.
const LINE = /^gimps-node network key 1: ([A-Za-z0-9_-]{43})\n?$/;

/** 32 bytes. */
export type NetworkKey = Buffer;

export function formatNetworkKey(key: NetworkKey): string {
	return `gimps-node network key 1: ${key.toString("base64url")}\n`;
}

/** Undefined where the text is none. */
export function parseNetworkKey(text: string): NetworkKey | undefined {
	const secret = LINE.exec(text)?.[1];
	return secret === undefined ? undefined : Buffer.from(secret, "base64url");
}
