#include "textflag.h"

// func prefetch(memory unsafe.Pointer, bits *uint32, count int)
TEXT ·prefetch(SB), NOSPLIT, $0-24
	MOVD memory+0(FP), R0
	MOVD bits+8(FP), R1
	MOVD count+16(FP), R2

next:
	MOVWU.P 4(R1), R3
	ADD R3>>3, R0, R4 // the byte that the bit is in
	PRFM (R4), PSTL2KEEP
	SUBS $1, R2, R2
	BNE next
	RET
