// The network as a picture: nodes on an ellipse, their links, the messages under way, and the path of a chosen PRIME.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { nodeColour } from "../format.ts";
import type { LinkSight } from "../model/links.ts";
import type { NumberedHop } from "../model/paths.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { Store } from "../model/store.ts";
import { type Layout, laneBetween, layOut, type Place } from "./graph-layout.ts";
import { Stage } from "./stage.ts";

const UNSEEN_NODES_MAX = 24;

interface GraphProps {
	readonly store: Store;
	readonly hops: readonly NumberedHop[] | null;
	/** Raised each time that a path shall be played. */
	readonly plays: number;
	readonly onNode: (node: NodeRecord) => void;
}

export function Graph({ store, hops, plays, onNode }: GraphProps) {
	const box = useRef<HTMLDivElement>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const stage = useRef<Stage>(null);
	const [size, setSize] = useState({ width: 0, height: 0 });
	const links = [...store.links.all.values()];
	const ids = idsOf(store, links);
	const layout = useMemo(() => layOut(ids, size.width, size.height), [ids.join(), size]);

	useEffect(() => {
		if (box.current === null || canvas.current === null) return undefined;
		const made = new Stage(canvas.current);
		stage.current = made;
		const observer = new ResizeObserver(([entry]) => {
			if (entry !== undefined) setSize({ width: Math.round(entry.contentRect.width), height: Math.round(entry.contentRect.height) });
		});
		observer.observe(box.current);
		return () => {
			observer.disconnect();
			made.close();
		};
	}, []);
	useEffect(() => stage.current?.setLayout(layout), [layout]);
	useEffect(() => {
		store.onTraffic = (messages) => {
			// While a path is shown, it alone moves.
			if (hops === null) stage.current?.add(messages, (id) => store.nodes.some((node) => node.id === id && node.reachable === true));
		};
		return () => {
			store.onTraffic = () => {};
		};
	}, [store, hops !== null]);
	useEffect(() => {
		if (hops !== null) stage.current?.replay(hops.filter((hop) => !hop.isLater));
	}, [plays]);

	const touched = hops === null ? null : new Set(hops.flatMap((hop) => [hop.from, hop.to]));
	return (
		<div ref={box} class="graph">
			<svg width={size.width} height={size.height} role="group" aria-label={`Network of ${ids.length} nodes`}>
				{links.map((link) => (
					<Link key={`${link.one}-${link.other}`} link={link} layout={layout} isDimmed={hops !== null} />
				))}
				{hops?.map((hop) => (
					<HopArrow key={`${hop.from}>${hop.to}:${hop.ttl} ${hop.isLater}`} hop={hop} layout={layout} />
				))}
				{ids.map((id) => (
					<Knot
						key={id}
						id={id}
						node={store.nodes.find((node) => node.id === id)}
						place={layout.places.get(id)}
						radius={layout.radius}
						isDimmed={touched !== null && !touched.has(id)}
						onNode={onNode}
					/>
				))}
			</svg>
			<canvas ref={canvas} aria-hidden="true" />
		</div>
	);
}

/** The watched nodes, and those that they are linked with. */
function idsOf(store: Store, links: readonly LinkSight[]): number[] {
	const watched = new Set(store.nodes.flatMap((node) => node.id ?? []));
	const unseen = new Set(links.flatMap((link) => [link.one, link.other]).filter((id) => !watched.has(id)));
	return [...watched, ...[...unseen].slice(0, UNSEEN_NODES_MAX)].sort((one, other) => one - other);
}

function Link({ link, layout, isDimmed }: { readonly link: LinkSight; readonly layout: Layout; readonly isDimmed: boolean }) {
	const lane = laneBetween(layout, link.one, link.other, 0);
	if (lane === null) return null;
	const isDead = link.deadSince !== null;
	return (
		<line class={`link${isDead ? " dead" : ""}${isDimmed ? " dimmed" : ""}`} x1={lane.fromX} y1={lane.fromY} x2={lane.toX} y2={lane.toY}>
			<title>{`${link.one} and ${link.other}: ${isDead ? "no link any more" : "linked"}`}</title>
		</line>
	);
}

function HopArrow({ hop, layout }: { readonly hop: NumberedHop; readonly layout: Layout }) {
	const lane = laneBetween(layout, hop.from, hop.to, 5);
	if (lane === null) return null;
	const at = 0.62;
	const x = lane.fromX + (lane.toX - lane.fromX) * at;
	const y = lane.fromY + (lane.toY - lane.fromY) * at;
	const isFirst = !hop.duplicate && !hop.isLater && hop.receivedAt !== null;
	return (
		<g class={`hop${isFirst ? " first" : ""}`}>
			<line x1={lane.fromX} y1={lane.fromY} x2={lane.toX} y2={lane.toY} />
			<path d={arrowHead(lane)} />
			{isFirst && (
				<>
					<circle cx={x} cy={y} r="9" />
					<text x={x} y={y}>
						{hop.number}
					</text>
				</>
			)}
		</g>
	);
}

function arrowHead({ fromX, fromY, toX, toY }: { fromX: number; fromY: number; toX: number; toY: number }): string {
	const angle = Math.atan2(toY - fromY, toX - fromX);
	const corner = (turn: number) => `${toX - 8 * Math.cos(angle + turn)} ${toY - 8 * Math.sin(angle + turn)}`;
	return `M${toX} ${toY} L${corner(0.45)} L${corner(-0.45)} Z`;
}

interface KnotProps {
	readonly id: number;
	readonly node: NodeRecord | undefined;
	readonly place: Place | undefined;
	readonly radius: number;
	readonly isDimmed: boolean;
	readonly onNode: (node: NodeRecord) => void;
}

function Knot({ id, node, place, radius, isDimmed, onNode }: KnotProps) {
	if (place === undefined) return null;
	const condition = conditionOf(node);
	const [test] = node?.state?.testing ?? [];
	const share = test === undefined || test.iterations === 0 ? 0 : Math.min(1, test.iteration / test.iterations);
	const around = 2 * Math.PI * (radius + 4);
	const isSmall = radius < 16;
	const name = node?.name ?? "";
	const outside = (distance: number) => (place.isUpper ? -1 : 1) * (radius + distance);
	const open = () => node !== undefined && onNode(node);
	return (
		<g
			class={`knot ${condition}${isDimmed ? " dimmed" : ""}`}
			transform={`translate(${place.x} ${place.y})`}
			{...(node === undefined
				? {}
				: {
						role: "button",
						tabindex: 0,
						onClick: open,
						onKeyDown: (event: KeyboardEvent) => (event.key === "Enter" || event.key === " ") && open(),
					})}
		>
			<title>{`${id} ${name === String(id) ? "" : name}: ${condition}`}</title>
			<circle class="disc" r={radius} stroke={node === undefined ? "var(--line-strong)" : nodeColour(node.index)} />
			{share > 0 && condition === "awake" && (
				<circle class="share" r={radius + 4} transform="rotate(-90)" stroke-dasharray={`${share * around} ${around}`} />
			)}
			<text class="id" x={isSmall ? place.outX * (radius + 22) : 0} y={isSmall ? place.outY * (radius + 12) : 0}>
				{id}
			</text>
			{condition === "asleep" && (
				<text class="sleepy" x={radius * 0.7} y={-radius * 0.8}>
					z
				</text>
			)}
			{!isSmall && name !== String(id) && name !== "" && (
				<text class="name" y={outside(14)}>
					{name.length > 18 ? `${name.slice(0, 17)}…` : name}
				</text>
			)}
		</g>
	);
}

export function conditionOf(node: NodeRecord | undefined): "awake" | "asleep" | "stopped" | "unknown" {
	if (node === undefined || node.reachable === null) return "unknown";
	if (!node.reachable) return "stopped";
	if (node.state === null) return "unknown";
	return node.state.awake ? "awake" : "asleep";
}
