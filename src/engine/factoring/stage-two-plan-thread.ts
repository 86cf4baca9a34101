// A worker thread that makes one plan of the second stage and ends.
import { parentPort, workerData } from "node:worker_threads";
import { planStageTwo, type StageTwoOptions } from "./stage-two-plan.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(planStageTwo(workerData as StageTwoOptions));
