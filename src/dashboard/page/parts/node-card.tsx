// One node: what it is, what it knows, what it does, what it hears, and its three buttons.
import { useEffect, useRef, useState } from "preact/hooks";
import { grouped, nodeColour, plural } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { ShownState } from "../model/node-state.ts";
import { freshState, press } from "../stream.ts";
import { FurtherFields } from "./further-fields.tsx";
import { conditionOf } from "./graph.tsx";
import { KeyLine } from "./key-line.tsx";
import { KeyList } from "./key-list.tsx";
import { Mersenne } from "./mersenne.tsx";
import { MessageLog } from "./message-log.tsx";
import { PeerList } from "./peer-list.tsx";
import { Still } from "./still.tsx";
import { TestingList } from "./testing-list.tsx";

interface NodeCardProps {
	readonly node: NodeRecord;
	/** Unix seconds, whole. */
	readonly now: number;
	readonly selected: string | null;
	readonly onSelect: (key: string | null) => void;
	readonly onFreshState: (node: NodeRecord, state: unknown) => void;
}

export function NodeCard({ node, now, selected, onSelect, onFreshState }: NodeCardProps) {
	const card = useRef<HTMLElement>(null);
	const isInView = useRef(true);
	useEffect(() => {
		// A log out of sight is not drawn.
		const observer = new IntersectionObserver(
			([entry]) => {
				isInView.current = entry?.isIntersecting ?? true;
			},
			{ rootMargin: "300px" },
		);
		if (card.current !== null) observer.observe(card.current);
		return () => observer.disconnect();
	}, []);
	const condition = conditionOf(node);
	const logStamp = useRef(-1);
	if (isInView.current) logStamp.current = node.logRevision;
	return (
		<article
			ref={card}
			id={`node-${node.index}`}
			class={`panel card ${condition}`}
			tabIndex={-1}
			aria-labelledby={`node-${node.index}-title`}
		>
			<Still
				stamp={`${node.revision} ${node.reachable === false ? 0 : now}`}
				draw={() => <Upper node={node} now={now} onFreshState={onFreshState} />}
			/>
			<Still stamp={`${logStamp.current} ${selected}`} draw={() => <MessageLog node={node} selected={selected} onSelect={onSelect} />} />
		</article>
	);
}

interface UpperProps extends Pick<NodeCardProps, "node" | "now" | "onFreshState"> {}

function Upper({ node, now, onFreshState }: UpperProps) {
	const { state } = node;
	const condition = conditionOf(node);
	return (
		<>
			<header>
				<span class="dot" style={{ background: nodeColour(node.index) }} />
				<h3 id={`node-${node.index}-title`} title={node.name}>
					{node.name}
				</h3>
				{node.id !== null && String(node.id) !== node.name && <span class="soft">{node.id}</span>}
				<span class={`pill ${condition}`}>{condition === "unknown" ? "not heard yet" : condition}</span>
			</header>
			{node.reachable === false && (
				<p class="stopped-note" role="status">
					It does not answer ({node.reason}). It shows again by itself when it is back.
				</p>
			)}
			{state !== null && <Known node={node} state={state} now={now} />}
			{node.id !== null && <Buttons node={node} id={node.id} isAwake={state?.awake ?? true} onFreshState={onFreshState} />}
		</>
	);
}

function Known({ node, state, now }: { readonly node: NodeRecord; readonly state: ShownState; readonly now: number }) {
	return (
		<>
			<KeyLine state={state} />
			<div class="largest">
				<h4>Largest prime</h4>
				<p class="prime">
					<Mersenne exponent={state.biggestPrime} />
				</p>
				<p class="soft">
					{plural(state.digits, "digit")}, found by{" "}
					{state.biggestPrimeSender === state.id ? "itself" : grouped(state.biggestPrimeSender).replaceAll(",", "")}
				</p>
			</div>
			<TestingList state={state} />
			<PeerList node={node} state={state} now={now} />
			<KeyList state={state} />
			<FurtherFields state={state} now={now} />
		</>
	);
}

interface ButtonsProps {
	readonly node: NodeRecord;
	readonly id: number;
	readonly isAwake: boolean;
	readonly onFreshState: (node: NodeRecord, state: unknown) => void;
}

function Buttons({ node, id, isAwake, onFreshState }: ButtonsProps) {
	const [fault, setFault] = useState<string | null>(null);
	const onPress = async (button: "sleep" | "wake_up" | "reset") => {
		const wrong = await press(id, button);
		setFault(wrong);
		const state = wrong === null ? await freshState(id).catch(() => null) : null;
		if (state !== null) onFreshState(node, state);
	};
	const isStopped = node.reachable === false;
	return (
		<div class="buttons">
			<button type="button" disabled={isStopped || !isAwake} onClick={() => void onPress("sleep")} aria-label={`Put ${node.name} to sleep`}>
				Sleep
			</button>
			<button type="button" disabled={isStopped || isAwake} onClick={() => void onPress("wake_up")} aria-label={`Wake up ${node.name}`}>
				Wake up
			</button>
			<button type="button" disabled={isStopped} onClick={() => void onPress("reset")} aria-label={`Reset ${node.name}`}>
				Reset
			</button>
			{fault !== null && (
				<p role="alert" class="fault">
					{fault}
				</p>
			)}
		</div>
	);
}
