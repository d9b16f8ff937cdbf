#include "textflag.h"

// func prefetch(words *uint64, numbers *uint32, count int, low, size uint32)
TEXT ·prefetch(SB), NOSPLIT, $0-32
	MOVQ words+0(FP), DI
	MOVQ numbers+8(FP), SI
	MOVQ count+16(FP), CX
	MOVL low+24(FP), R8
	MOVL size+28(FP), R9
	XORL R10, R10

next:
	MOVL -4(SI)(CX*4), AX
	SUBL R8, AX
	CMPL AX, R9
	CMOVLCC R10, AX // outside the range
	SHRL $3, AX // the byte that the bit is in
	PREFETCHT1 (DI)(AX*1)
	DECQ CX
	JNZ next
	RET
