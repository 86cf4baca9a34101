// The file of a private network's key, as an option names it.
import { readFileSync } from "node:fs";
import { type NetworkKey, parseNetworkKey } from "../transport/network-key.ts";

/** Throws an Error that says what the file should be. */
export function readNetworkKey(path: string): NetworkKey {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new Error(`must be a file that can be read (${code}); gimps-node key FILE makes one`, { cause: error });
	}
	const key = parseNetworkKey(text);
	if (key === undefined) throw new Error("must be a file that gimps-node key made, copied whole");
	return key;
}
