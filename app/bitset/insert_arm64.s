#include "textflag.h"

// How many numbers ahead a word is asked for.
#define AHEAD 32

// func insertNew(words []uint64, numbers []uint32) (kept int)
TEXT ·insertNew(SB), NOSPLIT, $0-56
	MOVD words_base+0(FP), R0
	MOVD numbers_base+24(FP), R1
	MOVD numbers_len+32(FP), R2
	SUB $1, R2, R3 // index of the last number
	MOVD ZR, R4    // index of this number
	MOVD ZR, R5    // numbers kept
	MOVD $1, R6

next:
	ADD $AHEAD, R4, R7
	CMP R3, R7
	CSEL GT, R3, R7, R7
	MOVWU (R1)(R7<<2), R7
	ADD R7>>3, R0, R7 // the byte that its bit is in
	PRFM (R7), PSTL1KEEP

	MOVWU (R1)(R4<<2), R8
	MOVW R8, (R1)(R5<<2)
	LSR $6, R8, R9 // the word that its bit is in
	MOVD (R0)(R9<<3), R10
	LSR R8, R10, R11 // shifts by the number modulo 64
	LSL R8, R6, R12
	ORR R12, R10, R10
	MOVD R10, (R0)(R9<<3)
	BIC R11, R6, R11 // 1 if the bit was not set
	ADD R11, R5, R5

	ADD $1, R4, R4
	CMP R2, R4
	BLT next
	MOVD R5, kept+48(FP)
	RET
