import { mklShimEnvironment } from './mkl-shim'
import { venvFolder } from './venvs'

interface Configuration {
  /** What the Python script is told. */
  readonly setup: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Keeps freed memory in the process. By default glibc gives every large tensor back to the kernel, and each
 * step pays again for zeroed pages. The limits are 4 GiB, 16 GiB and 256 MiB.
 */
const keepMemory = {
  MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 34),
  MALLOC_TOP_PAD_: String(2 ** 28),
}

/**
 * PyTorch as `pip install` leaves it, with transformers' defaults (attention by `scaled_dot_product_attention`),
 * and PyTorch as someone who knows it well would run the MiniLM step on a CPU.
 *
 * What "best" holds was chosen by measuring, on two cores of a Xeon with AVX-512, 6 interleaved rounds, seconds a
 * step: as installed 0.82, + malloc 0.80, + malloc and fused AdamW 0.73, the same with eager attention 0.72,
 * with threads bound to cores 0.72, with `torch.compile` 0.82; without malloc, fused AdamW alone 0.85 beside
 * 0.93 as installed, with THP_MEM_ALLOC_ENABLE 1.17; glibc's huge pages beside malloc 0.78 against 0.77. On AMD
 * the shim for MKL comes on top.
 */
export function pytorchConfigurations(): Readonly<Record<string, Configuration>> {
  return {
    'pytorch (installed)': {
      setup: { attention: 'sdpa', fused: false, compile: false },
      environment: {},
    },
    'pytorch (best)': {
      setup: { attention: 'sdpa', fused: true, compile: false },
      environment: { ...keepMemory, ...mklShimEnvironment(venvFolder('pytorch')) },
    },
  }
}
