function __numberserver
	set -l flag (string match -r -- '^--.*=' (commandline -ct))
	set -l words (commandline -opc)
	set -l offered (env COMP_LINE=(commandline -cp) $words[1])
	test -n "$offered"; or set offered (__fish_complete_path (string replace -- "$flag" '' (commandline -ct)))
	string replace -r -- '^' "$flag" $offered
end
complete -f -c numberserver -a '(__numberserver)'
