// Entry point of a helping thread (team.ts).
import { workerData } from "node:worker_threads";
import { follow, type Membership } from "./team.ts";

follow(workerData as Membership);
