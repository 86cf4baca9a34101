// A table of options as yargs shows and accepts it. All values stay text here; config.ts reads them.
import type { Argv, Options as YargsOption } from "yargs";
import { environmentName } from "../config.ts";
import type { Options } from "../config.ts";

/** Adds the options of a table. */
export function withOptions<T>(yargs: Argv<T>, table: Options): Argv<T> {
	const described = Object.entries(table).map(([name, option]): [string, YargsOption] => {
		const fallback = option.fallback === undefined || option.fallback === "" ? "" : ` (default ${option.fallback})`;
		const shown = { group: option.group, describe: `${option.help}${fallback}` };
		// Yes or no may stand alone on the command line, or be said: --exit-when-done, --exit-when-done false.
		return [name, option.isFlag === true ? { type: "boolean", ...shown } : { type: "string", requiresArg: true, ...shown }];
	});
	yargs.options(Object.fromEntries(described));
	const example = environmentName(Object.keys(table)[0] ?? "");
	return yargs.epilogue(`Each option can also be given in the environment, as in ${example}.`);
}
