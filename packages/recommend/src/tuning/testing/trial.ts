import { parentPort } from 'node:worker_threads'
import { answerTrials, factorizationMachine } from '../../index'
import { splitOfTrials } from './split-of-trials'

/** The program of a worker that judges trials. */
if (parentPort)
  answerTrials(factorizationMachine, splitOfTrials(), { k: 5, seen: 'include', workers: 1 }, parentPort)
