// What a node's card tells when it is asked: its key, whose word counts there, and every field of its state that has no place of its own,
// so that a new one shows without a change here.
import { clock, duration } from "../format.ts";
import type { ShownState } from "../model/node-state.ts";
import { KeyLine } from "./key-line.tsx";
import { KeyList } from "./key-list.tsx";

const TEXT_MAX = 400;

export function FurtherFields({ state, now }: { readonly state: ShownState; readonly now: number }) {
	const fields: (readonly [string, string])[] = state.further.map(([name, value]) => [name, textOf(name, value, now)]);
	fields.push(["tests_done", String(state.testsDone)], ["squarings_done", String(state.squaringsDone)], ["workers", String(state.workers)]);
	return (
		<details class="further">
			<summary>Further fields</summary>
			<KeyLine state={state} />
			<KeyList state={state} />
			<dl>
				{fields.map(([name, text]) => (
					<div key={name}>
						<dt>{name.slice(0, 60)}</dt>
						<dd>{text}</dd>
					</div>
				))}
			</dl>
		</details>
	);
}

function textOf(name: string, value: unknown, now: number): string {
	if (name === "started" && typeof value === "number") return `${clock(value)}, ${duration(Math.max(0, now - value))} ago`;
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
	return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
