// One copy of the chosen message in the picture: an arrow, with the number of its hop where it was new to who received it.
import type { NumberedHop } from "../model/paths.ts";
import { type Layout, laneBetween } from "./graph-layout.ts";

/** Where on the arrow its number stands. */
const NUMBER_AT = 0.62;

export function HopArrow({ hop, layout }: { readonly hop: NumberedHop; readonly layout: Layout }) {
	const lane = laneBetween(layout, hop.from, hop.to, 5);
	if (lane === null) return null;
	const x = lane.fromX + (lane.toX - lane.fromX) * NUMBER_AT;
	const y = lane.fromY + (lane.toY - lane.fromY) * NUMBER_AT;
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
