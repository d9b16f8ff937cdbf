(( $+functions[compdef] )) || { autoload -U compinit && compinit }
_numberserver() {
	local line=${(j: :)words[1,CURRENT]}
	[[ $PREFIX == --*=* ]] && compset -P '*='
	local offered=("${(@f)$(COMP_LINE=$line $words[1])}")
	if [[ $offered ]]; then compadd -a offered; else _files; fi
}
compdef _numberserver numberserver
