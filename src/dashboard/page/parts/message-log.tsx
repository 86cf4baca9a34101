// A node's messages, newest first, by type or all in short, with a way to copy them; what was wrong with peers stands apart.
// While somebody points at it, works in it by keyboard or has scrolled down it holds still.
import { useRef, useState } from "preact/hooks";
import { copy } from "../copy.ts";
import { secondsClock, grouped, typeClass } from "../format.ts";
import { digest, type Gathered } from "../model/digest.ts";
import type { LogLine, Message } from "../model/message.ts";
import type { NodeRecord } from "../model/node-record.ts";
import { pathKey } from "../model/paths.ts";
import { faultWords } from "./fault-words.ts";

/** As many as are in sight; those further down are drawn when somebody comes to read them. */
const ROWS_LIVE = 13;
const ROWS_HELD = 200;
const COPIED_MAX = 400;
/** All that is remembered. */
const LINES_READ = 400;
const COPIED_SHOWN_MS = 2_000;

interface MessageLogProps {
	readonly node: NodeRecord;
	readonly selected: string | null;
	readonly onSelect: (key: string | null) => void;
}

export function MessageLog({ node, selected, onSelect }: MessageLogProps) {
	const [type, setType] = useState<string | null>(null);
	const [isCopied, setIsCopied] = useState(false);
	const [isHeld, setIsHeld] = useState(false);
	const [isScrolled, setIsScrolled] = useState(false);
	const shown = useRef<readonly ShownLine[]>([]);
	if (!isHeld) shown.current = shownOf(node, type, ROWS_LIVE);
	const rows = useRef<HTMLDivElement>(null);
	const isInside = useRef(false);
	const hold = () => {
		if (!isHeld) shown.current = shownOf(node, type, ROWS_HELD);
		setIsHeld(true);
	};
	const enter = () => {
		isInside.current = true;
		hold();
	};
	const leave = () => {
		isInside.current = false;
		if (isAtTop(rows.current)) setIsHeld(false);
	};
	// A finger that scrolls leaves at once, as browsers tell it.
	const onScroll = () => {
		setIsScrolled(!isAtTop(rows.current));
		if (!isAtTop(rows.current)) hold();
		else if (!isInside.current) setIsHeld(false);
	};
	const copyLines = async () => {
		const lines = linesOf(node, type, COPIED_MAX).toReversed();
		setIsCopied(await copy(`${lines.map((line) => JSON.stringify(line.raw)).join("\n")}\n`));
		setTimeout(() => setIsCopied(false), COPIED_SHOWN_MS);
	};
	return (
		<div class="log">
			<div class="log-bar">
				<h4 class="for-readers">Messages</h4>
				<div class="filters" role="group" aria-label="Which messages are shown">
					<Filter label="All" isOn={type === null} onClick={() => setType(null)} />
					{[...node.types.keys()].sort().map((name) => (
						<Filter key={name} label={name} isOn={type === name} onClick={() => setType(name)} />
					))}
					{node.faultCount > 0 && (
						<Filter label={`Errors ${grouped(node.faultCount)}`} isError isOn={type === ERRORS} onClick={() => setType(ERRORS)} />
					)}
				</div>
				<button
					type="button"
					class="small"
					onClick={() => void copyLines()}
					aria-label={`${isCopied ? "Copied" : "Copy"} the log of ${node.name}`}
				>
					<span aria-live="polite">{isCopied ? "Copied" : "Copy"}</span>
				</button>
			</div>
			<div
				class={`rows${isHeld ? " held" : ""}`}
				tabIndex={0}
				role="region"
				aria-label={`Messages of ${node.name}, the newest first`}
				ref={rows}
				onPointerEnter={enter}
				onPointerLeave={leave}
				onFocusCapture={enter}
				onBlurCapture={leave}
				onScroll={onScroll}
			>
				{shown.current.length === 0 && <p class="empty">Nothing yet.</p>}
				<ol>
					{shown.current.map((line, index) =>
						line.kind === "fault" ? (
							<FaultRow key={index} line={line} />
						) : line.kind === "gathered" ? (
							<GatheredRow key={index} line={line} />
						) : (
							<Row key={index} line={line} isChosen={isChosen(line, selected)} onSelect={onSelect} />
						),
					)}
				</ol>
			</div>
			<p class="held-note">{isHeld && (isScrolled ? "Holds still while it is scrolled down." : "Holds still while you are here.")}</p>
		</div>
	);
}

/** No message type is spelled in lower case with a space. */
const ERRORS = "the errors";
const time = secondsClock();

function Time({ at }: { readonly at: number }) {
	return (
		<time>
			{time(at)}
			<span class="ms">{`.${String(Math.floor((at % 1) * 1_000)).padStart(3, "0")}`}</span>
		</time>
	);
}

function isAtTop(rows: HTMLElement | null): boolean {
	return (rows?.scrollTop ?? 0) < 4;
}

type ShownLine = LogLine | Gathered;

function shownOf(node: NodeRecord, type: string | null, count: number): readonly ShownLine[] {
	return type === null ? digest(node.lines.newest(LINES_READ), node.news.newest(count), count) : linesOf(node, type, count);
}

function linesOf(node: NodeRecord, type: string | null, count: number): LogLine[] {
	if (type === ERRORS) return node.faults.newest(count);
	return type === null ? node.lines.newest(count) : node.lines.newest(count, (line) => line.type === type);
}

function isChosen(line: Message, selected: string | null): boolean {
	return selected !== null && line.type === "PRIME" && pathKey(line) === selected;
}

interface FilterProps {
	readonly label: string;
	readonly isOn: boolean;
	readonly isError?: boolean;
	readonly onClick: () => void;
}

function Filter({ label, isOn, isError, onClick }: FilterProps) {
	return (
		<button type="button" class={`filter${isError === true ? " error" : ""}`} aria-pressed={isOn} onClick={onClick}>
			{label}
		</button>
	);
}

interface RowProps {
	readonly line: Message;
	readonly isChosen: boolean;
	readonly onSelect: (key: string | null) => void;
}

function Row({ line, isChosen: chosen, onSelect }: RowProps) {
	const other = line.received ? line.from : line.to;
	const text = (
		<>
			<Time at={line.timestamp} />
			<span class="way">{line.received ? `\u2190 ${other}` : `\u2192 ${other}`}</span>
			<span class={`type ${typeClass(line.type)}`}>
				{line.type}
				{line.duplicate && (
					<span class="again" title="duplicate: seen before">
						<span class="for-readers">duplicate</span>
					</span>
				)}
			</span>
			<span class="what" title={line.about === "" ? undefined : line.about}>
				{describe(line)}
			</span>
		</>
	);
	const look = `row${line.duplicate ? " duplicate" : ""}${chosen ? " chosen" : ""}`;
	if (line.type !== "PRIME") return <li class={look}>{text}</li>;
	return (
		<li class={look} data-message={pathKey(line)}>
			<button
				type="button"
				aria-pressed={chosen}
				title="Show its way through the network"
				onClick={() => onSelect(chosen ? null : pathKey(line))}
			>
				{text}
			</button>
		</li>
	);
}

function describe(line: Message): string {
	const parts: string[] = [];
	if (line.data !== null) parts.push(grouped(line.data));
	if (line.about !== "") parts.push(line.about);
	else if (line.type !== "PING" && line.type !== "PONG") parts.push(`ttl ${line.ttl}`);
	if (line.originator !== line.from) parts.push(`by ${line.originator}`);
	return parts.join(" ");
}

/** Each of them stands under its type. */
function GatheredRow({ line }: { readonly line: Gathered }) {
	return (
		<li class="row gathered">
			<Time at={line.timestamp} />
			<span class="what">{`and before: ${line.counts.map(([type, count]) => `${type} ${count}`).join(", ")}`}</span>
		</li>
	);
}

function FaultRow({ line }: { readonly line: Extract<LogLine, { kind: "fault" }> }) {
	return (
		<li class="row fault">
			<Time at={line.timestamp} />
			<span class="way">{line.peer === null ? "" : `\u2190 ${line.peer}`}</span>
			<span class="what" title={line.error.slice(0, 300)}>
				{faultWords(line.error).slice(0, 300)}
			</span>
		</li>
	);
}
