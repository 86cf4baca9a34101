// How a log is shown: as the JSON that programs read, as plain lines, or with colours. Decided once, from what was asked and what is there.

export const LOG_FORMATS = ["json", "pretty"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type Look = "json" | "plain" | "coloured";

export interface Surroundings {
	/** Whether stdout is a terminal. */
	readonly isTerminal: boolean;
	readonly environment: NodeJS.ProcessEnv;
	readonly platform: NodeJS.Platform;
}

/** Without a word of the person: pretty on a terminal, JSON elsewhere. Colours only where a terminal knows them and nobody minds. */
export function lookOf(asked: LogFormat | null, { isTerminal, environment, platform }: Surroundings): Look {
	if (asked === "json" || (asked === null && !isTerminal)) return "json";
	const { NO_COLOR: refused = "", TERM: terminal = platform === "win32" ? "windows" : "dumb" } = environment;
	return isTerminal && refused === "" && terminal !== "dumb" ? "coloured" : "plain";
}
