// One node: what it is, what it knows, what it does, what it hears, and its buttons.
import { useEffect, useRef, useState } from "preact/hooks";
import { nodeColour, plural } from "../format.ts";
import type { ShownCluster } from "../model/cluster.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { ShownState } from "../model/node-state.ts";
import { freshState, press } from "../stream.ts";
import { absenceOf, ClusterButtons } from "./cluster-buttons.tsx";
import { FurtherFields } from "./further-fields.tsx";
import { conditionOf } from "./knot.tsx";
import { Mersenne } from "./mersenne.tsx";
import { MessageLog } from "./message-log.tsx";
import { PeerList } from "./peer-list.tsx";
import { Still } from "./still.tsx";
import { TestingList } from "./testing-list.tsx";

interface NodeCardProps {
	readonly node: NodeRecord;
	readonly cluster: ShownCluster | null;
	/** Unix seconds, whole. */
	readonly now: number;
	readonly selected: string | null;
	readonly onSelect: (key: string | null) => void;
	readonly onFreshState: (node: NodeRecord, state: unknown) => void;
}

export function NodeCard({ node, cluster, now, selected, onSelect, onFreshState }: NodeCardProps) {
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
				stamp={`${node.revision} ${now} ${node.id === null ? "" : JSON.stringify(cluster?.nodes.get(node.id))}`}
				draw={() => <Upper node={node} cluster={cluster} now={now} onFreshState={onFreshState} />}
			/>
			<Still stamp={`${logStamp.current} ${selected}`} draw={() => <MessageLog node={node} selected={selected} onSelect={onSelect} />} />
			<Still stamp={`${node.revision} ${now}`} draw={() => node.state !== null && <FurtherFields state={node.state} now={now} />} />
		</article>
	);
}

interface UpperProps extends Pick<NodeCardProps, "node" | "cluster" | "now" | "onFreshState"> {}

function Upper({ node, cluster, now, onFreshState }: UpperProps) {
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
				<span class={`pill ${condition}`}>{condition === "unknown" ? "not heard" : condition}</span>
			</header>
			{condition === "stopped" && (
				<p class="stopped-note" role="status">
					{absenceOf(cluster, node.id, node.reason, now)}
				</p>
			)}
			{state !== null && <Known node={node} state={state} now={now} />}
			{node.id !== null && (
				<Buttons node={node} cluster={cluster} id={node.id} isAwake={state?.awake ?? true} onFreshState={onFreshState} />
			)}
		</>
	);
}

function Known({ node, state, now }: { readonly node: NodeRecord; readonly state: ShownState; readonly now: number }) {
	return (
		<>
			<p class="largest">
				<span class="prime">
					<Mersenne exponent={state.biggestPrime} />
				</span>{" "}
				<span class="soft">
					{plural(state.digits, "digit")}, found by {state.biggestPrimeSender === state.id ? "itself" : String(state.biggestPrimeSender)}
				</span>
			</p>
			{conditionOf(node) !== "stopped" && <TestingList state={state} now={now} />}
			<PeerList node={node} state={state} now={now} />
		</>
	);
}

interface ButtonsProps extends Pick<UpperProps, "node" | "cluster" | "onFreshState"> {
	readonly id: number;
	readonly isAwake: boolean;
}

function Buttons({ node, cluster, id, isAwake, onFreshState }: ButtonsProps) {
	const [fault, setFault] = useState<string | null>(null);
	const onPress = async (button: "sleep" | "wake_up" | "reset") => {
		const wrong = await press(id, button);
		setFault(wrong);
		const state = wrong === null ? await freshState(id).catch(() => null) : null;
		if (state !== null) onFreshState(node, state);
	};
	const isAway = node.reachable !== true;
	return (
		<div class="buttons">
			<button
				type="button"
				class="small"
				disabled={isAway || !isAwake}
				onClick={() => void onPress("sleep")}
				aria-label={`Put ${node.name} to sleep`}
			>
				Sleep
			</button>
			<button
				type="button"
				class="small"
				disabled={isAway || isAwake}
				onClick={() => void onPress("wake_up")}
				aria-label={`Wake up ${node.name}`}
			>
				Wake up
			</button>
			<button type="button" class="small" disabled={isAway} onClick={() => void onPress("reset")} aria-label={`Reset ${node.name}`}>
				Reset
			</button>
			{cluster !== null && <ClusterButtons cluster={cluster} id={id} name={node.name} onFault={setFault} />}
			{fault !== null && (
				<p role="alert" class="fault">
					{fault}
				</p>
			)}
		</div>
	);
}
