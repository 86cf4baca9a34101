// What a person is told who used the command line wrongly: the name that was meant, and whose --help to read.
import { nearest } from "../config/nearest.ts";
import { isNpmStart } from "./as-typed.ts";

/** What the parser made of the command line. */
export interface Parsed {
	/** Words under "_", each option under its name. */
	readonly argv: { readonly _: readonly (string | number)[]; readonly [name: string]: unknown };
	/** Under the names of the options that the command has. */
	readonly aliases: Readonly<Record<string, unknown>>;
}

const NO_OPTIONS = new Set(["_", "$0", "--"]);

/** The first command or option that there is not; undefined where all are known. */
export function unknownName({ argv, aliases }: Parsed, commands: readonly string[]): string | undefined {
	const word = argv._[0]?.toString();
	if (word !== undefined && !commands.includes(word)) return `unknown command ${word}${meaning(nearest(word, commands))}`;
	const option = Object.keys(argv).find((name) => !NO_OPTIONS.has(name) && !(name in aliases));
	if (option === undefined) return undefined;
	const meant = nearest(option, Object.keys(aliases));
	return `unknown option ${dashed(option)}${meaning(meant && dashed(meant))}`;
}

/** "gimps-node cluster --help", as it is typed where the command was begun. */
export function helpOf(command: string | undefined, environment: NodeJS.ProcessEnv): string {
	if (isNpmStart(environment)) return "npm start -- --help";
	return command === undefined ? "gimps-node --help" : `gimps-node ${command} --help`;
}

function meaning(name: string | undefined): string {
	return name === undefined ? "" : ` (did you mean ${name}?)`;
}

function dashed(option: string): string {
	return option.length === 1 ? `-${option}` : `--${option}`;
}
