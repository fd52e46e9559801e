/*
 * The oracle of npm run exhaustive: judges float32 results of one function against a reference that
 * shares nothing with core/scalar: the C library's long double functions, and MPFR where those come too
 * near to a boundary between two float32s to tell which is right.
 *
 *   oracle FUNCTION [exact]       with "exact", MPFR judges every result
 *
 * It reads blocks: three 32-bit numbers, `first`, `stride` and `count`, then `count` float32 results, that
 * of the input whose bits are first + i·stride at place i. At the end it prints its findings as JSON.
 */
#include <math.h>
#include <mpfr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 64 bits of long double are right to some 2^-60; in units of float32's 24 bits that is 2^-36. */
#define MARGIN 0x1p-20L
#define BITS 300

typedef struct {
  const char *name;
  long double (*near)(long double);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
} function;

static long double sigmoid_near(long double x) {
  long double decay = expl(-fabsl(x));
  return (x < 0 ? decay : 1) / (1 + decay);
}

static int sigmoid_exact(mpfr_t y, const mpfr_t x, mpfr_rnd_t round) {
  mpfr_neg(y, x, round);
  mpfr_exp(y, y, round);
  mpfr_add_ui(y, y, 1, round);
  return mpfr_ui_div(y, 1, y, round);
}

static long double softplus_near(long double x) {
  return x > 0 ? x + log1pl(expl(-x)) : log1pl(expl(x));
}

static int softplus_exact(mpfr_t y, const mpfr_t x, mpfr_rnd_t round) {
  /* Beyond, what is added to x is far below BITS bits, and the exponential may be too large for MPFR. */
  if (mpfr_cmp_ui(x, 1000) > 0) return mpfr_set(y, x, round);
  mpfr_exp(y, x, round);
  return mpfr_log1p(y, y, round);
}

static long double rsqrt_near(long double x) { return 1 / sqrtl(x); }

static const function functions[] = {
    {"exp", expl, mpfr_exp},
    {"expm1", expm1l, mpfr_expm1},
    {"log", logl, mpfr_log},
    {"log1p", log1pl, mpfr_log1p},
    {"tanh", tanhl, mpfr_tanh},
    {"sigmoid", sigmoid_near, sigmoid_exact},
    {"softplus", softplus_near, softplus_exact},
    {"erf", erfl, mpfr_erf},
    {"sin", sinl, mpfr_sin},
    {"cos", cosl, mpfr_cos},
    {"rsqrt", rsqrt_near, mpfr_rec_sqrt},
};

static float to_float(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* One over the unit in the last place of float32 at y, which is not 0. */
static long double per_unit(long double y) {
  int exponent = ilogbl(y);
  if (exponent < -126) exponent = -126;
  if (exponent > 127) exponent = 127;
  return ldexpl(1, 23 - exponent);
}

/* What overflow stands for when errors are measured: the float32 that would follow the greatest. */
static long double unbounded(long double y) { return fabsl(y) > 0x1p128L ? copysignl(0x1p128L, y) : y; }

static struct {
  uint64_t inputs, special, wrong, special_wrong, judged;
  long double worst;
  uint32_t worst_at, wrong_at;
} findings;

static void blame(uint32_t bits) {
  if (findings.wrong == 0 && findings.special_wrong == 0) findings.wrong_at = bits;
}

static void note(long double error, uint32_t bits) {
  if (error > findings.worst) {
    findings.worst = error;
    findings.worst_at = bits;
  }
}

static void judge_exactly(const function *f, float x, float ours, uint32_t bits) {
  static mpfr_t in, y, other, limit;
  static int ready = 0;
  if (!ready) {
    mpfr_inits2(BITS, in, y, other, limit, (mpfr_ptr)0);
    mpfr_set_ld(limit, 0x1p128L, MPFR_RNDN);
    ready = 1;
  }
  findings.judged++;
  mpfr_set_flt(in, x, MPFR_RNDN);
  f->exact(y, in, MPFR_RNDN);
  if (mpfr_get_flt(y, MPFR_RNDN) != ours) {
    blame(bits);
    findings.wrong++;
  }
  if (mpfr_cmpabs(y, limit) > 0) mpfr_setsign(y, limit, mpfr_signbit(y), MPFR_RNDN);
  long double unit = per_unit(mpfr_get_ld(y, MPFR_RNDN));
  mpfr_set_ld(other, unbounded(ours), MPFR_RNDN);
  mpfr_sub(y, y, other, MPFR_RNDN);
  note(fabsl(mpfr_get_ld(y, MPFR_RNDN)) * unit, bits);
}

/* Whether the reference is NaN, infinite or 0, and so exact: the result must be the same, sign and all. */
static int is_special(long double y) { return isnan(y) || isinf(y) || y == 0; }

static int same(long double a, long double b) {
  return isnan(a) ? isnan(b) : a == b && !signbit(a) == !signbit(b);
}

static void judge(const function *f, int exact, uint32_t bits, float ours) {
  float x = to_float(bits);
  long double y = f->near(x);
  findings.inputs++;
  if (is_special(y)) {
    findings.special++;
    if (!same(y, ours)) {
      blame(bits);
      findings.special_wrong++;
    }
    return;
  }
  if (isnan(ours) || !signbit(ours) != !signbit(y)) {
    blame(bits);
    findings.wrong++;
    note(INFINITY, bits);
    return;
  }
  long double error = fabsl(unbounded(ours) - unbounded(y)) * per_unit(y);
  if (exact || fabsl(error - 0.5L) < MARGIN) {
    judge_exactly(f, x, ours, bits);
    return;
  }
  if (error > 0.5L) {
    blame(bits);
    findings.wrong++;
  }
  note(error, bits);
}

int main(int count, char **words) {
  const function *f = NULL;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (count > 1 && strcmp(words[1], functions[i].name) == 0) f = &functions[i];
  if (!f) {
    fprintf(stderr, "There is no such function.\n");
    return 2;
  }
  int exact = count > 2 && strcmp(words[2], "exact") == 0;
  uint32_t head[3];
  float *results = NULL;
  uint32_t room = 0;
  while (fread(head, sizeof head, 1, stdin) == 1) {
    if (head[2] > room) {
      room = head[2];
      results = realloc(results, room * sizeof *results);
    }
    if (!results || fread(results, sizeof *results, head[2], stdin) != head[2]) {
      fprintf(stderr, "A block ended early.\n");
      return 1;
    }
    for (uint32_t i = 0; i < head[2]; i++) judge(f, exact, head[0] + i * head[1], results[i]);
  }
  printf("{\"inputs\":%llu,\"special\":%llu,\"wrong\":%llu,\"specialWrong\":%llu,\"judged\":%llu,",
         (unsigned long long)findings.inputs, (unsigned long long)findings.special,
         (unsigned long long)findings.wrong, (unsigned long long)findings.special_wrong,
         (unsigned long long)findings.judged);
  printf("\"worst\":%.9Lf,\"worstAt\":%u,\"wrongAt\":%u}\n",
         isinf(findings.worst) ? 999999999.0L : findings.worst, findings.worst_at, findings.wrong_at);
  return 0;
}
