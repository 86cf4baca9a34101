// Colours for what a terminal shows, from the sixteen that every theme has a say in; or none at all.
import { Chalk, type ChalkInstance } from "chalk";
import type { Tone } from "./sentence.ts";

export interface Paint {
	readonly tone: Readonly<Record<Tone, (text: string) => string>>;
	readonly title: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly node: (text: string) => string;
	/** The head's last line: it parts the head from what happened. */
	readonly heading: (text: string) => string;
	readonly good: (text: string) => string;
	readonly bad: (text: string) => string;
	readonly done: (text: string) => string;
}

export function createPaint(hasColours: boolean): Paint {
	const chalk: ChalkInstance = new Chalk({ level: hasColours ? 1 : 0 });
	return {
		tone: {
			find: chalk.green.bold,
			news: chalk.green,
			peer: chalk.cyan,
			gone: chalk.yellow,
			warn: chalk.yellow.bold,
			error: chalk.red.bold,
			quiet: chalk.dim,
		},
		title: chalk.bold,
		dim: chalk.dim,
		node: chalk.bold,
		heading: chalk.dim.underline,
		good: chalk.green,
		bad: chalk.red,
		done: chalk.inverse,
	};
}
