#include "textflag.h"

// func prefetch(words *uint64, numbers *uint32, count int, low, size uint32)
TEXT ·prefetch(SB), NOSPLIT, $0-32
	MOVD words+0(FP), R0
	MOVD numbers+8(FP), R1
	MOVD count+16(FP), R2
	MOVWU low+24(FP), R5
	MOVWU size+28(FP), R6

next:
	MOVWU.P 4(R1), R3
	SUBW R5, R3, R3
	CMPW R6, R3
	CSEL LO, R3, ZR, R3 // zero outside the range
	ADD R3>>3, R0, R4 // the byte that the bit is in
	PRFM (R4), PSTL2KEEP
	SUBS $1, R2, R2
	BNE next
	RET
