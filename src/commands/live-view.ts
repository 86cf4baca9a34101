// The cluster on a terminal: asks its nodes each second how they are, hears what happened, and draws both. Decides nothing.
import type { NodeState } from "../dashboard/contract.ts";
import { nodeName } from "../daemon/names.ts";
import { frame } from "../terminal/frame.ts";
import { logged, NOTHING_HAPPENED, said } from "../terminal/history.ts";
import { largestOf, nodeRow } from "../terminal/node-row.ts";
import type { Member } from "../terminal/node-row.ts";
import type { Paint } from "../terminal/paint.ts";
import { Screen } from "../terminal/screen.ts";
import { harmless, readRecord } from "../terminal/sentence.ts";
import type { Tone } from "../terminal/sentence.ts";
import type { ClusterOutput, MemberProcess } from "./cluster-output.ts";

const ASK_EVERY_MS = 1_000;
const ANSWER_TIMEOUT_MS = 2_000;
/** More pictures a second nobody sees. */
const DRAW_EVERY_MS = 100;
const HINT = "Ctrl-C ends all";

export interface LiveViewOptions {
	readonly dashboard: string;
	/** Port of each node, and the root of its HTTP side. */
	readonly nodes: readonly { readonly port: number; readonly url: string }[];
	readonly paint: Paint;
}

export class LiveView implements ClusterOutput {
	readonly #options: LiveViewOptions;
	readonly #screen: Screen;
	readonly #members: Map<number, Member>;
	readonly #asking: NodeJS.Timeout;
	#drawing: NodeJS.Timeout | undefined;
	#history = NOTHING_HAPPENED;
	#hint = HINT;

	constructor(options: LiveViewOptions, events: { readonly left: () => void }) {
		this.#options = options;
		this.#members = new Map(
			options.nodes.map(({ port }) => [port, { id: port, name: nodeName(port), pid: null, startsAt: null, state: null, answers: false }]),
		);
		this.#screen = new Screen({ output: process.stdout, input: process.stdin }, { resized: () => this.#draw(), left: events.left });
		this.#asking = setInterval(() => void this.#ask(), ASK_EVERY_MS);
		this.#draw();
	}

	readonly logged = (line: string): void => {
		const record = readRecord(line);
		this.#history = record === null ? said(this.#history, Date.now(), harmless(line), "warn") : logged(this.#history, record);
		if (record?.msg === "listening") void this.#askOne(record.node);
		this.#drawSoon();
	};

	readonly say = (text: string, tone: Tone = "quiet"): void => {
		for (const line of text.split("\n")) this.#history = said(this.#history, Date.now(), harmless(line), tone);
		this.#drawSoon();
	};

	readonly changed = (port: number, { pid, startsAt }: MemberProcess): void => {
		this.#change(port, { pid, startsAt, state: null });
		this.#drawSoon();
	};

	readonly ending = (): void => {
		this.#hint = "ending ...";
		this.#draw();
	};

	readonly close = (lastWords?: string): void => {
		clearInterval(this.#asking);
		clearTimeout(this.#drawing);
		this.#screen.close();
		if (lastWords !== undefined) process.stderr.write(`${lastWords}\n`);
	};

	async #ask(): Promise<void> {
		await Promise.all([...this.#members.keys()].map((port) => this.#askOne(port)));
		this.#draw();
	}

	async #askOne(port: number): Promise<void> {
		const asked = this.#members.get(port);
		if (asked === undefined || asked.pid === null) return;
		const url = this.#options.nodes.find((node) => node.port === port)!.url;
		const state = await readState(url);
		// Its process may have ended meanwhile.
		if (this.#members.get(port)?.pid !== asked.pid) return;
		this.#change(port, { answers: state !== null, ...(state === null ? {} : { state }) });
		this.#drawSoon();
	}

	#change(port: number, change: Partial<Member>): void {
		const member = this.#members.get(port);
		if (member !== undefined) this.#members.set(port, { ...member, ...change });
	}

	#drawSoon(): void {
		this.#drawing ??= setTimeout(() => this.#draw(), DRAW_EVERY_MS);
	}

	#draw(): void {
		clearTimeout(this.#drawing);
		this.#drawing = undefined;
		const members = [...this.#members.values()];
		const view = {
			dashboard: this.#options.dashboard,
			largest: largestOf(members),
			nodes: members.map((member) => nodeRow(member, Date.now())),
			history: this.#history,
			hint: this.#hint,
		};
		this.#screen.draw(frame(view, this.#screen.size, this.#options.paint));
	}
}

/** Null where the node does not answer. */
async function readState(url: string): Promise<NodeState | null> {
	try {
		const answer = await fetch(`${url}/state`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
		return answer.ok ? ((await answer.json()) as NodeState) : null;
	} catch {
		return null;
	}
}
