#include "textflag.h"

// How many numbers ahead a word is asked for, into the second-level cache: the first
// level can wait for fewer words at a time.
#define AHEAD 64

// func insertNew(words []uint64, numbers []uint32) (kept int)
TEXT ·insertNew(SB), NOSPLIT, $0-56
	MOVQ words_base+0(FP), DI
	MOVQ numbers_base+24(FP), SI
	MOVQ numbers_len+32(FP), CX
	LEAQ -1(CX), R8 // index of the last number
	XORQ R9, R9     // index of this number
	XORQ R10, R10   // numbers kept

next:
	LEAQ AHEAD(R9), AX
	CMPQ AX, R8
	CMOVQGT R8, AX
	MOVL (SI)(AX*4), AX
	SHRL $3, AX // the byte that its bit is in
	PREFETCHT1 (DI)(AX*1)

	MOVL (SI)(R9*4), AX
	MOVL AX, (SI)(R10*4)
	MOVL AX, BX
	SHRL $6, BX // the word that its bit is in
	MOVQ (DI)(BX*8), DX
	BTSQ AX, DX // the carry is the bit as it was
	MOVQ DX, (DI)(BX*8)
	SBBQ $-1, R10 // R10 + 1 - carry

	INCQ R9
	CMPQ R9, CX
	JLT next
	MOVQ R10, kept+48(FP)
	RET
