// The environment's own misspellings: a variable that looks like an option and is none would be ignored without a word.
import { environmentName, UsageError } from "../config.ts";
import { nearest } from "./nearest.ts";

const PREFIX = environmentName("");

/** Throws UsageError for a GIMPS_NODE_ variable that is an option of no command; names are those of all commands' options. */
export function checkEnvironment(environment: NodeJS.ProcessEnv, names: readonly string[]): void {
	const known = new Set(names.map(environmentName));
	const unknown = Object.keys(environment).find((name) => name.startsWith(PREFIX) && !known.has(name));
	if (unknown === undefined) return;
	const meant = nearest(optionName(unknown), names);
	const hint = meant === undefined ? "" : ` (did you mean ${environmentName(meant)}?)`;
	throw new UsageError(`${unknown} in the environment is no option${hint}`);
}

/** ping-every for GIMPS_NODE_PING_EVERY. */
function optionName(variable: string): string {
	return variable.slice(PREFIX.length).toLowerCase().replaceAll("_", "-");
}
