; The Windows installer (NSIS). Made by:  makensis -DVERSION=1.2.3 -DFROM=<built folder> windows.nsi
; For all users of the workstation; the program itself then needs no administrator's rights.
; Silent: nursedesk-1.2.3.exe /S      remove: uninstall.exe /S      and the data too: /DATA=REMOVE

Unicode true
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "x64.nsh"

!ifndef VERSION
  !error "say which version: -DVERSION=1.2.3"
!endif
!ifndef FROM
  !error "say which folder: -DFROM=..."
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\NurseDesk"

Name "NurseDesk ${VERSION}"
OutFile "nursedesk-${VERSION}.exe"
InstallDir "$PROGRAMFILES64\NurseDesk"
RequestExecutionLevel admin
SetCompressor /SOLID lzma
ShowInstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "NurseDesk"
VIAddVersionKey "FileDescription" "NurseDesk installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "NurseDesk needs a 64-bit Windows." /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
FunctionEnd

; A file that is in use cannot be replaced: this asks Windows before anything is touched.
Function MustNotRun
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\nursedesk.exe"
    FileOpen $0 "$INSTDIR\nursedesk.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "Close NurseDesk first. Nothing was changed." /SD IDOK
      SetErrorLevel 5
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd

; Removing NurseDesk removes its whole folder, so that folder must be its own.
Function MustBeOurs
  ${DirState} "$INSTDIR" $0
  ${If} $0 == 1
  ${AndIfNot} ${FileExists} "$INSTDIR\nursedesk.exe"
    MessageBox MB_OK|MB_ICONSTOP "$INSTDIR holds other files. Choose a new folder. Nothing was changed." /SD IDOK
    SetErrorLevel 5
    Abort
  ${EndIf}
FunctionEnd

Section "NurseDesk"
  Call MustBeOurs
  Call MustNotRun
  ; The program that is replaced is kept: "$INSTDIR.previous\nursedesk.exe".
  ${If} ${FileExists} "$INSTDIR\nursedesk.exe"
    RMDir /r "$INSTDIR.previous"
    Rename "$INSTDIR" "$INSTDIR.previous"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${FROM}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\NurseDesk.lnk" "$INSTDIR\nursedesk.exe"
  WriteRegStr HKLM "${KEY}" "DisplayName" "NurseDesk"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\nursedesk.exe"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
SectionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR.previous"
  RMDir /r "$INSTDIR"
  Delete "$SMPROGRAMS\NurseDesk.lnk"
  DeleteRegKey HKLM "${KEY}"
  ; The wards' data lies in each user's own folder and stays, unless this user's is asked for.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DATA=" $1
  ${IfNot} ${Errors}
  ${AndIf} $1 == "REMOVE"
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\nursedesk"
  ${EndIf}
SectionEnd
