// The network as a picture: nodes on an ellipse, their links, the messages under way, and the path of a chosen PRIME.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { linkKey } from "../model/links.ts";
import type { NumberedHop } from "../model/paths.ts";
import { stopOf } from "../model/stops.ts";
import type { Store } from "../model/store.ts";
import { GraphLink } from "./graph-link.tsx";
import { HopArrow } from "./hop-arrow.tsx";
import { layOut } from "./graph-layout.ts";
import { Knot } from "./knot.tsx";
import { Stage } from "./stage.ts";
import type { Sight } from "./traffic.ts";

const UNSEEN_NODES_MAX = 24;

interface GraphProps {
	readonly store: Store;
	readonly hops: readonly NumberedHop[] | null;
	/** Whose message's way is shown. */
	readonly originator: number | null;
	/** Raised each time that a path shall be played. */
	readonly plays: number;
	/** The page's place of a node's card. */
	readonly onNode: (card: string) => void;
	/** A link was pressed; null where links cannot be cut. */
	readonly onLink: ((one: number, other: number) => void) | null;
}

export function Graph({ store, hops, originator, plays, onNode, onLink }: GraphProps) {
	const box = useRef<HTMLDivElement>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const stage = useRef<Stage>(null);
	const [size, setSize] = useState({ width: 0, height: 0 });
	const ids = idsOf(store);
	const layout = useMemo(() => layOut(ids, size.width, size.height), [ids.join(), size]);
	const isPaused = store.cluster?.is_paused === true;

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
	useEffect(() => stage.current?.pause(isPaused), [isPaused]);
	useEffect(() => {
		store.onTraffic = (messages) => {
			// While a path is shown, it alone moves.
			if (hops === null) stage.current?.add(messages, sightOf(store));
		};
		return () => {
			store.onTraffic = () => {};
		};
	}, [store, hops !== null]);
	useEffect(() => {
		if (hops === null || originator === null) return;
		const copies = hops.filter((hop) => !hop.isLater);
		stage.current?.replay(copies, (copy) => stopOf(copy, originator, store.linkedTo(copy.to)));
	}, [plays]);

	const touched = hops === null ? null : new Set(hops.flatMap((hop) => [hop.from, hop.to]));
	return (
		<div ref={box} class="graph">
			<svg width={size.width} height={size.height} role="group" aria-label={`Network of ${ids.length} nodes`}>
				{[...store.links.all].map(([key, link]) => (
					<GraphLink
						key={key}
						link={link}
						layout={layout}
						isCut={store.cluster?.cut.has(key) === true}
						isDimmed={hops !== null}
						onPress={onLink}
					/>
				))}
				{hops?.map((hop) => (
					<HopArrow key={`${hop.from}>${hop.to}:${hop.ttl} ${hop.isLater}`} hop={hop} layout={layout} />
				))}
				{ids.map((id) => {
					const node = store.nodes.find((one) => one.id === id);
					const stranger = store.strangers.list.find((one) => one.id === id);
					const card = node === undefined ? (stranger === undefined ? null : `stranger-${id}`) : `node-${node.index}`;
					return (
						<Knot
							key={id}
							id={id}
							node={node}
							stranger={stranger}
							layout={layout}
							isDimmed={touched !== null && !touched.has(id)}
							onOpen={card === null ? undefined : () => onNode(card)}
						/>
					);
				})}
			</svg>
			<canvas ref={canvas} aria-hidden="true" />
		</div>
	);
}

/** The watched nodes, and those that they are linked with. */
function idsOf(store: Store): number[] {
	const watched = new Set(store.nodes.flatMap((node) => node.id ?? []));
	const linked = [...store.links.all.values()].flatMap((link) => [link.one, link.other]);
	const unseen = new Set([...linked, ...store.strangers.list.map(({ id }) => id)].filter((id) => !watched.has(id)));
	return [...watched, ...[...unseen].slice(0, UNSEEN_NODES_MAX)].sort((one, other) => one - other);
}

function sightOf(store: Store): Sight {
	const { cluster } = store;
	return {
		isWatched: (id) => store.nodes.some((node) => node.id === id && node.reachable === true),
		isCut: (one, other) => cluster?.cut.has(linkKey(one, other)) === true,
		linkedTo: (id) => store.linkedTo(id),
		delayMs: cluster !== null && (cluster.is_paused || cluster.delay_ms > 0) ? cluster.delay_ms : null,
	};
}
