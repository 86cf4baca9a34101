// This package's own version, wherever it is run from.
import { readFileSync } from "node:fs";

export function packageVersion(): string {
	const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
	return manifest.version;
}
