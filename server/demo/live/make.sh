#!/bin/sh
# Makes the clip that the demo's rooms show: `morning-tea/00.ts` to `09.ts`, 20 seconds in segments of two.
#
#   apt-get install --no-install-recommends ffmpeg fonts-dejavu-core
#   server/demo/live/make.sh
#
# It is drawn from the demo's own pictures: each is looked at for four seconds, and the last goes over into the
# first, so that it can be shown again and again. The clock in it is the clip's own, and stands where a tall phone, which
# cuts off the sides, still has it. The segments are in the
# repository, so nobody needs ffmpeg who does not change the clip.
set -eu
cd "$(dirname "$0")"
clip=morning-tea
font=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf}
pictures=../pictures

# One look at a picture: its window of 9:16 goes from $2 to $3 (0 is the left edge, 1 the right one), and up.
# It is moved at four times the size, so that it does not jump from pixel to pixel.
look() {
    echo "[$1:v]fps=25,scale=2160:2700,\
crop=w=1440:h=2560:x='(iw-ow)*($2+($3-$2)*t/4.8)':y='(ih-oh)*(1-t/4.8)',\
scale=360:640:flags=area,setsar=1,format=yuv420p,settb=1/25[look$1];"
}
# Goes over from the looks so far, $1, to look $2 at second $3; the result is called $4.
over() {
    echo "[$1][look$2]xfade=transition=fade:duration=0.8:offset=$3[$4];"
}

# A plucked string each second, five notes that sound well in any order.
note="st(0,mod(floor(t)*3,5));st(1,440*pow(2,(eq(ld(0),1)*2+eq(ld(0),2)*4+eq(ld(0),3)*7+eq(ld(0),4)*9)/12));"
sound="$note 0.12*exp(-2.5*mod(t,1))*min(1,200*mod(t,1))*min(1,40*(1-mod(t,1)))*(sin(2*PI*ld(1)*t)+0.4*sin(4*PI*ld(1)*t))"

rm -rf "$clip"
mkdir "$clip"
tone=$(mktemp)
trap 'rm -f "$tone"' EXIT
# By itself: an encoder begins sound a little before the picture, and each time around there would be too much of it.
ffmpeg -hide_banner -loglevel warning -y -f lavfi -i "aevalsrc='$sound':s=32000:c=mono:d=20" \
    -c:a aac -b:a 32k -f adts "$tone"
ffmpeg -hide_banner -loglevel warning -y \
    -loop 1 -t 4.8 -i "$pictures/white-tea-1.webp" \
    -loop 1 -t 4.8 -i "$pictures/celadon-cup-1.webp" \
    -loop 1 -t 4.8 -i "$pictures/course-tea-1.webp" \
    -loop 1 -t 4.8 -i "$pictures/osmanthus-honey-1.webp" \
    -loop 1 -t 4.8 -i "$pictures/white-tea-2.webp" \
    -loop 1 -t 4.8 -i "$pictures/white-tea-1.webp" \
    -f aac -i "$tone" \
    -filter_complex "$(look 0 0 0.4)$(look 1 0.7 0.4)$(look 2 0.3 0.9)$(look 3 0.3 0.6)$(look 4 1 0.5)$(look 5 0 0.4)\
$(over look0 1 4 a)$(over a 2 8 b)$(over b 3 12 c)$(over c 4 16 d)$(over d 5 20 e)\
[e]trim=start=0.8:end=20.8,setpts=PTS-STARTPTS,\
drawtext=fontfile=$font:text='%{eif\\:t\\:d\\:2}.%{eif\\:mod(t*10\\,10)\\:d}':x=56:y=112:fontsize=22:\
fontcolor=white:box=1:boxcolor=black@0.35:boxborderw=7,format=yuv420p[picture]" \
    -map '[picture]' -map 6:a -t 20 -c:a copy \
    -c:v libx264 -profile:v baseline -level 3.0 -preset veryslow -crf 31 -maxrate 260k -bufsize 520k \
    -g 50 -keyint_min 50 -sc_threshold 0 \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact \
    -f hls -hls_time 2 -hls_list_size 0 -hls_segment_filename "$clip/%02d.ts" \
    -hls_segment_options mpegts_flags=+initial_discontinuity:pes_payload_size=0 "$clip/made.m3u8"
# The server writes the playlists.
grep EXTINF "$clip/made.m3u8" | sort | uniq -c
rm "$clip/made.m3u8"
du -bc "$clip"/*.ts | tail -n 1
