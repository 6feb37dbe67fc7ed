#!/bin/sh
# Makes NurseDesk.app and a .dmg from the built one-folder program, on a Mac:
#     packaging/package/macos.sh dist/nursedesk 1.2.3
# It signs with the identity in CODESIGN_IDENTITY; without one the application is signed for this
# Mac only (ad hoc) and others must be told to open it.
set -eu
built=$1
version=$2
app=dist/NurseDesk.app
rm -rf "$app"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
cp -R "$built/." "$app/Contents/MacOS/"
cat > "$app/Contents/Info.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleExecutable</key><string>nursedesk</string>
  <key>CFBundleIdentifier</key><string>org.nursedesk.NurseDesk</string>
  <key>CFBundleName</key><string>NurseDesk</string>
  <key>CFBundlePackageType</key><string>APPL</string>
  <key>CFBundleShortVersionString</key><string>$version</string>
  <key>CFBundleVersion</key><string>$version</string>
  <key>LSMinimumSystemVersion</key><string>13.0</string>
  <key>NSHighResolutionCapable</key><true/>
</dict></plist>
PLIST
codesign --force --deep --sign "${CODESIGN_IDENTITY:--}" "$app"
hdiutil create -quiet -ov -volname NurseDesk -srcfolder "$app" "dist/nursedesk-$version.dmg"
echo "dist/nursedesk-$version.dmg"
