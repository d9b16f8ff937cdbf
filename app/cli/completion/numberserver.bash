# Only bash takes the value in --flag=value for a word of its own.
_numberserver() {
	local IFS=$'\n'
	COMPREPLY=($(COMP_LINE=$COMP_LINE COMP_POINT=$COMP_POINT "$1"))
}
complete -o default -F _numberserver numberserver
